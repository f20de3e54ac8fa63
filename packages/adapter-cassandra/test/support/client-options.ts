import type { CassandraClient, CassandraOptions } from '../../src'
import type { TestKeyspace } from './keyspace'

/** Options for the same keyspace through another client. */
export function through(client: CassandraClient, { options }: TestKeyspace): CassandraOptions {
  const { keyspace = '', allowSingleReplica = false } = options
  return { client, keyspace, allowSingleReplica }
}
