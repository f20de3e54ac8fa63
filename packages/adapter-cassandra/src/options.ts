import type { Clock, Logger, RandomSource, Timers } from '@feed-engine/core'
import type { CassandraClient, OwnClient } from './database/client'
import type { ConnectOptions } from './database/connect'

/** How to reach the cluster: a client of the caller's, or what a client shall be made of. */
export interface CassandraConnectionOptions {
  /** A `Client` of cassandra-driver 4. Stays open when the stores close. Must not be given together with the options below. */
  readonly client?: CassandraClient
  /** Host names or addresses of some nodes, from which the others are found. */
  readonly contactPoints?: readonly string[]
  /** @defaultValue 9042 */
  readonly port?: number
  /** The data centre that calls go to, as `nodetool status` shows it. Needed with `contactPoints`. */
  readonly localDataCenter?: string
  readonly username?: string
  readonly password?: string
  /** TLS: `true`, or options of `tls.connect`. @defaultValue false */
  readonly ssl?: boolean | object
}

/** One shape for all stores of the package, and for `createSchema`; each takes from it what concerns it. */
export interface CassandraOptions extends CassandraConnectionOptions {
  /** 1 to 48 lower-case letters, digits and `_`, the first of them a letter. @defaultValue 'feed_engine' */
  readonly keyspace?: string
  /**
   * Accepts a keyspace that cannot do without any of its nodes: fewer than three replicas in the local data centre, or
   * SimpleStrategy. For development; logs a warning. @defaultValue false
   */
  readonly allowSingleReplica?: boolean
  /** Milliseconds for a call without a deadline of its own, and for connecting. @defaultValue 10,000 */
  readonly callTimeoutMs?: number
  /** Statements under way at once, of all stores that were created together, 1 to 10,000. @defaultValue 256 */
  readonly maxConcurrentStatements?: number
  /** @defaultValue the machine's wall clock */
  readonly clock?: Clock
  /** @defaultValue the timers of the event loop */
  readonly timers?: Timers
  /** Names of changes and claims. @defaultValue the platform's cryptographic source */
  readonly random?: RandomSource
  /** @defaultValue silent */
  readonly logger?: Logger
}

/** What `createSchema` needs besides. */
export interface CassandraSchemaOptions extends CassandraOptions {
  /** Replicas in each data centre, by its name: `{ dc1: 3 }`. Used if the keyspace is not there yet. */
  readonly replication: Readonly<Record<string, number>>
}

export type Target =
  | { readonly kind: 'client'; readonly client: CassandraClient }
  | { readonly kind: 'options'; readonly options: ConnectOptions }

export interface ResolvedOptions {
  readonly target: Target
  readonly keyspace: string
  readonly allowSingleReplica: boolean
  readonly callTimeoutMs: number
  readonly maxConcurrentStatements: number
  readonly clock: Clock
  readonly timers: Timers
  readonly random: RandomSource
  readonly logger: Logger
}

/** A client, and the same once more if it has to be shut down. */
export interface OpenedClient {
  readonly client: CassandraClient
  readonly ownClient: OwnClient | undefined
}
