import type { Redis } from 'ioredis'
import { bytesOf, unlinkAll } from '../../baselines/own-keys'
import { KEPT, type PushWay } from '../../baselines/push-way'
import { stampedPost } from '../../baselines/stamped-post'
import type { Contender } from '../../harness/contender'
import { type Chunk, chunksOf, fillAndChurn, slicesOf } from './churn'

export interface PushSize {
  readonly followers: number
  readonly chunkSize: number
  /** Whether chunks that are measured are slices by cell, as the engine plans them where timelines lie in cells. */
  readonly byCell?: boolean
  /** Pushes to each full timeline before anything is measured. */
  readonly pushes: number
}

/** Timelines of one form, with the ways to push to them. */
export class Dataset {
  readonly #size: PushSize
  readonly #prefix: string
  readonly #servers: readonly Redis[]
  readonly #ways: readonly PushWay[]
  #nextPost = 0

  /** @param parts servers: all that hold keys of the prefix; ways: the first one makes the timelines */
  constructor(
    size: PushSize,
    parts: { readonly prefix: string; readonly servers: readonly Redis[]; readonly ways: readonly PushWay[] },
  ) {
    this.#size = size
    this.#prefix = parts.prefix
    this.#servers = parts.servers
    this.#ways = parts.ways
  }

  /** Fills the timelines, and wears them. */
  async prepare(): Promise<void> {
    this.#nextPost = await fillAndChurn(this.#first, this.#size)
  }

  /** One for each way: an operation pushes the next post to a chunk of that size. */
  contenders(chunkSize: number): readonly Contender[] {
    const chunks = this.#chunks(chunkSize)
    return this.#ways.map((way) => ({
      name: way.name,
      commands: way.commands,
      operate: (turn) => {
        const { userIds = [], cell } = chunks[turn % chunks.length] ?? {}
        return way.push(stampedPost(this.#nextPost++), userIds, cell)
      },
    }))
  }

  /** Fails unless timelines are full, and the last post on top of those of the chunk that it was pushed to. */
  async check(chunkSize: number): Promise<void> {
    const { name } = this.#first
    const chunks = this.#chunks(chunkSize)
    const last = stampedPost(this.#nextPost - 1).position
    const timelines = await Promise.all(chunks.map(({ userIds: [user = ''] }) => this.#first.positionsOf(user)))
    if (timelines.some(({ length }) => length < KEPT)) throw new Error(`timelines of ${name} have lost entries`)
    if (!timelines.some(([top]) => top === last)) throw new Error(`the last push of ${name} is not in its timelines`)
  }

  /** Bytes that a timeline takes, on average, by the name of each way. */
  async bytesPerTimeline(): Promise<Readonly<Record<string, number>>> {
    const bytes = await Promise.all(this.#servers.map((server) => bytesOf(server, this.#prefix)))
    const average = bytes.reduce((sum, part) => sum + part, 0) / this.#size.followers
    return Object.fromEntries(this.#ways.map(({ name }) => [name, average]))
  }

  async remove(): Promise<void> {
    await Promise.all(this.#servers.map((server) => unlinkAll(server, this.#prefix)))
  }

  #chunks(chunkSize: number): readonly Chunk[] {
    return (this.#size.byCell === true ? slicesOf : chunksOf)({ ...this.#size, chunkSize })
  }

  get #first(): PushWay {
    const [first] = this.#ways
    if (first === undefined) throw new Error('timelines that nobody makes')
    return first
  }
}
