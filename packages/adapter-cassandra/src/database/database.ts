import { FeedError, isFeedError, type PortCall, type Timers } from '@feed-engine/core'
import pLimit from 'p-limit'
import { CallLimit } from './call-limit'
import type { CassandraClient, OwnClient } from './client'
import { outcomeUnknown, toFeedError } from './errors'
import { PartitionQueues } from './partition-queues'
import { Session } from './session'

export interface DatabaseParams {
  readonly client: CassandraClient
  /** The same client, if it is to be shut down with the last store. */
  readonly ownClient: OwnClient | undefined
  readonly keyspace: string
  readonly callTimeoutMs: number
  readonly maxConcurrentStatements: number
  readonly timers: Timers
  /** Refuses a cluster that the stores cannot work with. Runs once, before the first call. */
  readonly check: (session: Session) => Promise<void>
}

/** A client and the calls through it, shared by the stores that were created together. Ends with the last of them. */
export class Database {
  readonly #params: DatabaseParams
  readonly #bounded: <T>(work: () => Promise<T>) => Promise<T>
  readonly #queues = new PartitionQueues()
  readonly #pending = new Set<Promise<unknown>>()
  #users = 0
  #ready: Promise<void> | undefined

  constructor(params: DatabaseParams) {
    this.#params = params
    this.#bounded = pLimit(params.maxConcurrentStatements)
  }

  join(): void {
    this.#users += 1
  }

  async leave(): Promise<void> {
    this.#users -= 1
    await Promise.allSettled(this.#pending)
    if (this.#users > 0) return
    await this.#ready?.catch(() => undefined)
    await this.#params.ownClient?.shutdown()
  }

  /** One call of a port that changes something. Fails with a `FeedError` only. */
  write<T>(call: PortCall | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    return this.#run(call, work, true)
  }

  /** One call of a port that changes nothing but what others have left unfinished. */
  read<T>(call: PortCall | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    return this.#run(call, work, false)
  }

  async #run<T>(call: PortCall | undefined, work: (session: Session) => Promise<T>, writing: boolean): Promise<T> {
    const { client, keyspace, timers, callTimeoutMs: defaultDeadlineMs } = this.#params
    const limit = new CallLimit({ timers, call, defaultDeadlineMs })
    const session = new Session({ client, keyspace, limit, queues: this.#queues, bounded: this.#bounded })
    const running = limit.run(async () => {
      await this.#connected()
      return work(session)
    })
    this.#pending.add(running)
    try {
      return await running
    } catch (error) {
      const known = isFeedError(error) ? error : internalError(error)
      if (!writing) throw asRead(known)
      throw known.code === 'DEADLINE_EXCEEDED' || (session.wrote && known.code === 'ABORTED')
        ? outcomeUnknown(known)
        : known
    } finally {
      this.#pending.delete(running)
    }
  }

  /** Connects and checks once; after a failure, the next call tries anew. */
  #connected(): Promise<void> {
    this.#ready ??= this.#connect().catch((error: unknown) => {
      this.#ready = undefined
      throw toFeedError(error, { writing: false, wrote: false })
    })
    return this.#ready
  }

  async #connect(): Promise<void> {
    const { client, keyspace, timers, callTimeoutMs, check } = this.#params
    const limit = new CallLimit({ timers, call: undefined, defaultDeadlineMs: callTimeoutMs })
    await limit.run(async () => {
      await client.connect()
      await check(new Session({ client, keyspace, limit, queues: this.#queues, bounded: this.#bounded }))
    })
  }
}

/** What a read left undone of the work of others, the next one does. */
function asRead(error: FeedError): FeedError {
  if (error.outcome !== 'unknown') return error
  const { rule, retryable, code } = error
  return new FeedError({ code: code === 'OUTCOME_UNKNOWN' ? 'UNAVAILABLE' : code, rule, retryable })
}

function internalError(cause: unknown): FeedError {
  return new FeedError({ code: 'INTERNAL', rule: 'an unexpected error of the adapter', outcome: 'unknown', cause })
}
