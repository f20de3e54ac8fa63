/**
 * Posts, their outbox, and very large graphs of the feed engine on Cassandra. Start with {@link createSchema} and
 * {@link createCassandraPostStore}.
 *
 * @packageDocumentation
 */

export type { CassandraCounterArchive } from './counters/counter-archive'
export type { CassandraClient, CassandraQueryOptions, CassandraResult } from './database/client'
export type { CassandraGraphStore } from './graph/graph-store'
export type { CassandraConnectionOptions, CassandraOptions, CassandraSchemaOptions } from './options'
export type { CassandraOutbox } from './outbox/outbox'
export type { CassandraPostStore } from './posts/post-store'
export { createSchema } from './schema/create-schema'
export * from './stores'
