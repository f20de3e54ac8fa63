import type { RedisCounterStoreOptions } from '@feed-engine/adapter-redis'
import type { PostgresOptions } from '../../src'

/** Where a worker finds its stores, and when it ends. */
export interface WorkerParams {
  readonly postgres: PostgresOptions
  readonly redis: RedisCounterStoreOptions
  readonly kill: { readonly atCall: number; readonly side: 'before' | 'after' }
}
