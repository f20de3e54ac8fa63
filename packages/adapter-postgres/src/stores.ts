import type { FeedStores } from '@feed-engine/core'
import { PostgresEventBus } from './bus/event-bus'
import { PostgresCounterArchive } from './counters/counter-archive'
import { Database } from './database/database'
import { PostgresGraphStore } from './graph/graph-store'
import type { PostgresOptions } from './options'
import { PostgresPostStore } from './posts/post-store'
import { resolveOptions } from './resolve-options'
import { PostgresSignalStore } from './signals/signal-store'
import { PostgresTimelineCache } from './timelines/timeline-cache'

/** All stores of an engine, in one database. */
export interface PostgresStores extends FeedStores {
  readonly posts: PostgresPostStore
  readonly graph: PostgresGraphStore
  readonly timelines: PostgresTimelineCache
  readonly bus: PostgresEventBus
  readonly signals: PostgresSignalStore
  /** Closes all of them, the bus first: its running handlers may still need the others. May be called again. */
  close(): Promise<void>
}

/**
 * Stores on PostgreSQL 15 or newer: it alone runs the whole engine. Each of them may also serve beside stores of
 * other kinds. The schema has to be there, see {@link migrate}. Connects with the first call; fails with
 * `INVALID_OPTION` on an unknown or impossible option.
 */
export function createPostgresStores(options: PostgresOptions): PostgresStores {
  const resolved = resolveOptions(options)
  const database = new Database(resolved)
  const posts = new PostgresPostStore(database)
  const graph = new PostgresGraphStore(database)
  const timelines = new PostgresTimelineCache(database)
  const bus = new PostgresEventBus(database, resolved)
  const signals = new PostgresSignalStore(database)
  return {
    posts,
    graph,
    timelines,
    bus,
    signals,
    async close() {
      await bus.close()
      await Promise.all([timelines.close(), signals.close(), graph.close(), posts.close()])
    },
  }
}

/** The post store alone, with its outbox. */
export function createPostgresPostStore(options: PostgresOptions): PostgresPostStore {
  return new PostgresPostStore(new Database(resolveOptions(options)))
}

/** The graph store alone. */
export function createPostgresGraphStore(options: PostgresOptions): PostgresGraphStore {
  return new PostgresGraphStore(new Database(resolveOptions(options)))
}

/** The timeline cache alone. */
export function createPostgresTimelineCache(options: PostgresOptions): PostgresTimelineCache {
  return new PostgresTimelineCache(new Database(resolveOptions(options)))
}

/** The event bus alone. */
export function createPostgresEventBus(options: PostgresOptions): PostgresEventBus {
  const resolved = resolveOptions(options)
  return new PostgresEventBus(new Database(resolved), resolved)
}

/** The archive of counters alone, for `stores.counterArchive` beside counters that stand in front of it. */
export function createPostgresCounterArchive(options: PostgresOptions): PostgresCounterArchive {
  return new PostgresCounterArchive(new Database(resolveOptions(options)))
}

/** The signal store alone. */
export function createPostgresSignalStore(options: PostgresOptions): PostgresSignalStore {
  return new PostgresSignalStore(new Database(resolveOptions(options)))
}
