import type { PostId, PublishRequest, UserId } from '@feed-engine/core'
import type { Coverage } from '../coverage'
import type { Deployment } from '../deployment/deployment'
import type { Settings } from '../settings'
import type { SeededRandom } from '../time/random'
import type { SimulatedTime } from '../time/simulated-time'
import type { Trace } from '../trace'
import { Facts } from '../truth/facts'
import { Interactions } from '../truth/interactions'
import { type Change, Oracle, type OraclePost } from '../truth/oracle'
import type { FeedView } from '../truth/page-check'
import type { PostBody } from './body'
import { Client, type EngineCall, type Outcome } from './client'
import { PostBook } from './post-book'
import { Publisher } from './publisher'
import { Reader } from './reader'
import type { Scroll } from './scroll'

export interface WorldParts {
  readonly settings: Settings
  readonly time: SimulatedTime
  readonly random: SeededRandom
  readonly deployment: Deployment
  readonly coverage: Coverage
  readonly trace: Trace
}

/** What every command sees of a run: the users, what they know, and the deployment that serves them. */
export class World {
  readonly settings: Settings
  readonly time: SimulatedTime
  readonly random: SeededRandom
  readonly deployment: Deployment
  readonly coverage: Coverage
  readonly trace: Trace
  readonly client: Client
  readonly facts: Facts
  readonly interactions = new Interactions()
  readonly publisher: Publisher
  readonly reader: Reader
  readonly users: readonly UserId[]
  /** Scrolls that have not come to their end. */
  scrolls: readonly Scroll[] = []
  /** Posts that were asked for and made. */
  readonly published: { readonly post: OraclePost; readonly request: PublishRequest<PostBody> }[] = []
  readonly #book: PostBook
  readonly #takenIds = new Set<PostId>()
  #names = 0
  #editions = 0

  constructor(parts: WorldParts) {
    this.settings = parts.settings
    this.time = parts.time
    this.random = parts.random
    this.deployment = parts.deployment
    this.coverage = parts.coverage
    this.trace = parts.trace
    this.client = new Client(parts)
    this.facts = new Facts(new Oracle({ replies: parts.settings.replies }))
    const { client, facts } = this
    this.#book = new PostBook({ facts, ids: parts.deployment.ids, coverage: parts.coverage })
    this.publisher = new Publisher({ ...parts, client, facts, book: this.#book })
    this.reader = new Reader({ ...parts, client, facts, interactions: this.interactions, book: this.#book })
    this.users = Array.from({ length: parts.settings.users }, (_, index) => `u${index}`)
  }

  /** Published posts, oldest acknowledgement first. */
  get postIds(): readonly PostId[] {
    return this.#book.postIds
  }

  /** A name that nothing in this run has yet. */
  freshName(): string {
    return `t${++this.#names}`
  }

  /** A number that no edit in this run has yet, above those of earlier ones. */
  nextEdition(): number {
    return ++this.#editions
  }

  /** Reserves an id for a post that brings its own. False if it is taken. */
  takeId(id: PostId): boolean {
    const free = !this.#takenIds.has(id)
    this.#takenIds.add(id)
    return free
  }

  /** Lets the engine make a change, and keeps book of what is known about it. */
  async change<T>(name: string, change: Change, call: EngineCall<T>): Promise<Outcome<T>> {
    const fact = this.facts.begin(change)
    const outcome = await this.client.write(name, call)
    if (outcome.kind === 'done') this.facts.acknowledge(fact)
    else this.facts.deny(fact)
    return outcome
  }

  /** Waits until everything acknowledged is applied. False if that failed, or took longer. */
  async drain(deadlineMs = this.settings.deadlineMs): Promise<boolean> {
    const facts = this.facts.acknowledged
    const interactions = this.interactions.acknowledged
    const answer = await this.client.read('drain', (engine, options) => engine.drain({ deadlineMs, ...options }), {
      longestMs: deadlineMs,
      pushes: true,
    })
    if (answer.kind !== 'answered') return false
    this.facts.applied(facts)
    this.interactions.applied(interactions, this.time.now())
    return true
  }

  newScroll(view: FeedView, strict = false): Scroll {
    const key = `scroll ${this.freshName()}`
    return { key, view, strict, ranked: false, state: { shown: [] }, cursor: undefined }
  }

  newRankedScroll(viewerId: UserId, strict = false): Scroll {
    return { ...this.newScroll({ kind: 'home', viewerId }, strict), ranked: true }
  }

  /** Reads the first page of somebody's home timeline. */
  async lookAtHome(viewerId: UserId, limit = 4): Promise<void> {
    await this.reader.readNext(this.newScroll({ kind: 'home', viewerId }), limit)
  }
}
