import { FeedError, type PortCall, type Timers } from '@feed-engine/core'
import { APPLIED, type AppliedMigration, requireAll } from '../migrations/ledger'
import { CallEnded, CallLimit } from './call-limit'
import type { OwnPool, PostgresClient, PostgresPool } from './client'
import { toFeedError } from './errors'
import { type Statement, StatementTexts } from './statement'

const ignore = (): void => undefined

export interface DatabaseParams {
  readonly pool: PostgresPool
  /** The same pool, if it has to be ended. */
  readonly ownPool: OwnPool | undefined
  readonly schema: string
  readonly preparedStatements: boolean
  readonly acquireTimeoutMs: number
  readonly statementTimeoutMs: number
  readonly timers: Timers
}

/**
 * What the stores send their statements through: each call is one statement on one connection, and so one transaction.
 * Checks the migrations before the first one. Shared by several stores, it ends with the last of them.
 */
export class Database {
  readonly timers: Timers
  readonly #params: DatabaseParams
  readonly #texts: StatementTexts
  #users = 0
  #ready: Promise<void> | undefined

  constructor(params: DatabaseParams) {
    this.#params = params
    this.timers = params.timers
    this.#texts = new StatementTexts({ schema: params.schema, prepare: params.preparedStatements })
    params.pool.on?.('error', ignore)
  }

  get schema(): string {
    return this.#params.schema
  }

  /** One user more, who will call {@link leave} once. */
  join(): void {
    this.#users++
  }

  async leave(): Promise<void> {
    this.#users--
    if (this.#users > 0) return
    this.#params.pool.removeListener?.('error', ignore)
    await this.#params.ownPool?.end()
  }

  /** Runs one statement. Fails with a `FeedError`, within the call's deadline. */
  async query<Row>(statement: Statement, values: unknown[], call?: PortCall): Promise<readonly Row[]> {
    const limit = new CallLimit(this.timers, call, this.#params.statementTimeoutMs)
    try {
      this.#ready ??= this.#check()
      await limit.race(this.#ready)
      return await this.#run<Row>(statement, values, limit)
    } catch (error) {
      throw toFeedError(error, 'connecting')
    } finally {
      limit.dispose()
    }
  }

  /** A connection for long: its owner releases it. */
  async connect(): Promise<PostgresClient> {
    const limit = new CallLimit(this.timers, undefined, this.#params.acquireTimeoutMs)
    try {
      return await this.#acquire(limit)
    } catch (error) {
      throw toFeedError(error, 'connecting')
    } finally {
      limit.dispose()
    }
  }

  /** Callers share the check; one that fails is made again for the next caller. */
  async #check(): Promise<void> {
    const limit = new CallLimit(this.timers, undefined, this.#params.acquireTimeoutMs)
    try {
      requireAll(await this.#run<AppliedMigration>(APPLIED, [], limit))
    } catch (error) {
      this.#ready = undefined
      const failure = toFeedError(error, 'connecting')
      // The time that was over was not the caller's.
      throw failure.code === 'DEADLINE_EXCEEDED' ? unanswered() : failure
    } finally {
      limit.dispose()
    }
  }

  async #run<Row>(statement: Statement, values: unknown[], limit: CallLimit): Promise<readonly Row[]> {
    const client = await this.#acquire(limit)
    client.on?.('error', ignore)
    try {
      const { rows } = await limit.race(this.#send(client, statement, values))
      client.removeListener?.('error', ignore)
      client.release()
      return rows as readonly Row[]
    } catch (error) {
      // The listener stays: a connection that is being ended may still report why.
      client.release(true)
      throw toFeedError(error, statement.writes ? 'writing' : 'reading')
    }
  }

  #send(
    client: PostgresClient,
    statement: Statement,
    values: unknown[],
  ): Promise<{ readonly rows: readonly unknown[] }> {
    const { text, name } = this.#texts.of(statement)
    return name === undefined ? client.query(text, values) : client.query({ name, text, values })
  }

  async #acquire(limit: CallLimit): Promise<PostgresClient> {
    const connecting = this.#params.pool.connect()
    const patience = new CallLimit(this.timers, undefined, this.#params.acquireTimeoutMs)
    try {
      return await limit.race(patience.race(connecting).catch(outOfPatience))
    } catch (error) {
      connecting.then((client) => client.release(), ignore)
      throw error
    } finally {
      patience.dispose()
    }
  }
}

function outOfPatience(error: unknown): never {
  throw error instanceof CallEnded ? unanswered() : error
}

function unanswered(): FeedError {
  const rule = 'no connection within acquireTimeoutMs: the server does not answer, or the pool is too small'
  return new FeedError({ code: 'UNAVAILABLE', rule, retryable: true })
}

/** The error of a store that was closed. */
export function closedError(): FeedError {
  return new FeedError({ code: 'CLOSED', rule: 'the store is closed' })
}
