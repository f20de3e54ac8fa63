/**
 * The ports of the feed engine on PostgreSQL. Start with {@link migrate} and {@link createPostgresStores}.
 *
 * @packageDocumentation
 */

export type { PostgresEventBus } from './bus/event-bus'
export type { PostgresCounterArchive } from './counters/counter-archive'
export type { PostgresClient, PostgresPool, PostgresQuery } from './database/client'
export type { PostgresGraphStore } from './graph/graph-store'
export { migrate } from './migrations/migrate'
export type { PostgresConnectionOptions, PostgresOptions } from './options'
export type { PostgresOutbox } from './posts/outbox'
export type { PostgresPostStore } from './posts/post-store'
export type { PostgresSignalStore } from './signals/signal-store'
export * from './stores'
export type { PostgresTimelineCache } from './timelines/timeline-cache'
