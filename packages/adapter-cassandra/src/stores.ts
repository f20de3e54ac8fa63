import type { FeedStores } from '@feed-engine/core'
import { CassandraCounterArchive } from './counters/counter-archive'
import { Database } from './database/database'
import { openClient } from './database/open-client'
import { CassandraGraphStore } from './graph/graph-store'
import type { CassandraOptions, ResolvedOptions } from './options'
import { CassandraPostStore } from './posts/post-store'
import { resolveOptions } from './resolve-options'
import { checkCluster } from './schema/check-cluster'

/** Posts and graph in one keyspace. */
export interface CassandraStores extends FeedStores {
  readonly posts: CassandraPostStore
  readonly graph: CassandraGraphStore
  /** Closes both. May be called again. */
  close(): Promise<void>
}

/**
 * The post store, with its outbox. The schema has to be there, see {@link createSchema}. Connects with the first call,
 * or with `ready`; fails with `INVALID_OPTION` on an unknown or impossible option.
 */
export function createCassandraPostStore(options: CassandraOptions): CassandraPostStore {
  const resolved = resolveOptions(options)
  return new CassandraPostStore(openDatabase(resolved), resolved)
}

/** The graph store. The schema is that of the post store, and so are the errors. */
export function createCassandraGraphStore(options: CassandraOptions): CassandraGraphStore {
  return new CassandraGraphStore(openDatabase(resolveOptions(options)))
}

/** The archive of counters, for `stores.counterArchive` beside counters that stand in front of it. */
export function createCassandraCounterArchive(options: CassandraOptions): CassandraCounterArchive {
  return new CassandraCounterArchive(openDatabase(resolveOptions(options)))
}

/** Posts and graph, over one client. */
export function createCassandraStores(options: CassandraOptions): CassandraStores {
  const resolved = resolveOptions(options)
  const database = openDatabase(resolved)
  const posts = new CassandraPostStore(database, resolved)
  const graph = new CassandraGraphStore(database)
  return {
    posts,
    graph,
    async close() {
      await Promise.all([posts.close(), graph.close()])
    },
  }
}

function openDatabase(resolved: ResolvedOptions): Database {
  return new Database({
    ...resolved,
    ...openClient(resolved),
    check: (session) => checkCluster(session, resolved),
  })
}
