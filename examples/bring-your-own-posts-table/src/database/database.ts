import { FeedError, type PortCall, type Timers } from '@feed-engine/core'
import type { Pool, PoolClient, QueryResultRow } from 'pg'
import { type CallKind, CallLimit } from './call-limit'
import { toFeedError } from './errors'

/** Sends one statement and answers its rows. */
export type Query = <Row extends QueryResultRow>(text: string, values: unknown[]) => Promise<Row[]>

/** Tells the triggers who writes, and ends what a client that went away has left running. */
const BEGIN = (schema: string): string =>
  `begin isolation level read committed; set local ${schema}.engine = 'on'; set local statement_timeout = '30s'`

const ignore = (): void => undefined

/** Calls on a pool of the application's, which stays open. */
export class Database {
  readonly #pool: Pool
  readonly #timers: Timers
  readonly #schema: string
  #closed = false

  constructor(parts: { readonly pool: Pool; readonly timers: Timers; readonly schema: string }) {
    this.#pool = parts.pool
    this.#timers = parts.timers
    this.#schema = parts.schema
  }

  /** Reads, each statement from a snapshot of its own. */
  read<T>(call: PortCall | undefined, work: (query: Query) => Promise<T>): Promise<T> {
    return this.#run('read', call, (client) => work(queryOf(client)))
  }

  /** Writes in one transaction: all of it, or nothing. */
  write<T>(call: PortCall | undefined, work: (query: Query) => Promise<T>): Promise<T> {
    return this.#run('write', call, async (client, committing) => {
      await client.query(BEGIN(this.#schema))
      const result = await work(queryOf(client))
      committing()
      await client.query('commit')
      return result
    })
  }

  close(): void {
    this.#closed = true
  }

  async #run<T>(
    kind: CallKind,
    call: PortCall | undefined,
    work: (client: PoolClient, committing: () => void) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw new FeedError({ code: 'CLOSED', rule: 'the store is closed' })
    if (call?.signal?.aborted === true) throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted' })
    const limit = new CallLimit(this.#timers, kind, call)
    const stage = { committing: false }
    try {
      const client = await this.#connect(limit)
      client.on('error', ignore)
      try {
        const committing = (): void => {
          stage.committing = true
        }
        const result = await limit.race(work(client, committing))
        client.removeListener('error', ignore)
        client.release()
        return result
      } catch (error) {
        // The connection ends with the call, and with it a transaction that was not committed.
        client.release(true)
        throw error
      }
    } catch (error) {
      throw toFeedError(error, stage)
    } finally {
      limit.dispose()
    }
  }

  async #connect(limit: CallLimit): Promise<PoolClient> {
    const connecting = this.#pool.connect()
    try {
      return await limit.race(connecting)
    } catch (error) {
      connecting.then((client) => client.release(), ignore)
      throw error
    }
  }
}

function queryOf(client: PoolClient): Query {
  return async (text, values) => (await client.query(text, values)).rows
}
