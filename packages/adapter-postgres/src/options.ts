import type { Logger, Timers } from '@feed-engine/core'
import type { OwnPool, PostgresPool } from './database/client'

/** How to reach the server: a pool of the caller's, or what a pool shall be made of. Absent: the variables of libpq. */
export interface PostgresConnectionOptions {
  /** Stays open when the stores close. Must not be given together with the options below. */
  readonly pool?: PostgresPool
  readonly connectionString?: string
  readonly host?: string
  readonly port?: number
  readonly database?: string
  readonly user?: string
  readonly password?: string | (() => string | Promise<string>)
  /** As for `pg`. */
  readonly ssl?: boolean | object
  /** Connections of a created pool, 2 to 1,000; one of them listens while there are subscriptions. @defaultValue 10 */
  readonly maxConnections?: number
}

/** One shape for all stores of the package, and for `migrate`; each takes from it what concerns it. */
export interface PostgresOptions extends PostgresConnectionOptions {
  /** Lower-case letters, digits and `_`. @defaultValue 'feed_engine' */
  readonly schema?: string
  /** How long a call waits for a connection. @defaultValue 5,000 */
  readonly acquireTimeoutMs?: number
  /** Longest time of a call that has no deadline, and of a statement on a created pool. @defaultValue 30,000 */
  readonly statementTimeoutMs?: number
  /**
   * Whether statements are prepared once per connection. Has to be `false` behind a pooler that gives a connection's
   * statements to several servers, and for clients that take only text and values. @defaultValue true
   */
  readonly preparedStatements?: boolean
  readonly bus?: {
    /** How long handled messages are kept for replay, and dead letters, 1 minute to 10 years. @defaultValue 7 days */
    readonly retentionMs?: number
    /** How often consumers look for messages that nobody told them of, 10 ms to 1 minute. @defaultValue 1,000 */
    readonly pollIntervalMs?: number
    /** Whether to keep a connection that listens for notifications. Without it consumers only poll. @defaultValue true */
    readonly listen?: boolean
  }
  /** @defaultValue the timers of the event loop */
  readonly timers?: Timers
  /** Hears of trouble that no caller sees: consumers who can't reach the server. @defaultValue silent */
  readonly logger?: Logger
}

/** What a pool is made of. */
export type ConnectionOptions = Omit<PostgresConnectionOptions, 'pool'> & {
  readonly maxConnections: number
  readonly acquireTimeoutMs: number
  readonly statementTimeoutMs: number
}

export interface BusOptions {
  readonly retentionMs: number
  readonly pollIntervalMs: number
  readonly listen: boolean
}

export interface ResolvedOptions {
  readonly pool: PostgresPool
  /** The same pool, if the options made it. */
  readonly ownPool: OwnPool | undefined
  readonly schema: string
  readonly acquireTimeoutMs: number
  readonly statementTimeoutMs: number
  readonly preparedStatements: boolean
  readonly bus: BusOptions
  readonly timers: Timers
  readonly logger: Logger
}
