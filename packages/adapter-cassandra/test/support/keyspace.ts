import { Client } from 'cassandra-driver'
import { inject } from 'vitest'
import type { Connections } from '../../../../scripts/services/connections'
import { type CassandraOptions, createSchema } from '../../src'

/** A keyspace of a test file's own, on the server that the tests share. */
export interface TestKeyspace {
  /** Options that reach it. */
  readonly options: CassandraOptions
  /** For looking at tables past the stores. */
  readonly admin: Client
  drop(): Promise<void>
}

export function serverOptions(): Connections['cassandra'] {
  return inject('connections').cassandra
}

let keyspaces = 0

/** A name that no other run uses. */
export function freshKeyspaceName(): string {
  return `test_${process.pid}_${Date.now().toString(36)}_${++keyspaces}`
}

export async function createAdmin(keyspace?: string): Promise<Client> {
  const { contactPoints, port, localDataCenter } = serverOptions()
  const client = new Client({
    contactPoints,
    localDataCenter,
    protocolOptions: { port },
    socketOptions: { readTimeout: 60_000 },
    ...(keyspace === undefined ? {} : { keyspace }),
  })
  await client.connect()
  return client
}

/** A keyspace with the whole schema. */
export async function createKeyspace(): Promise<TestKeyspace> {
  const keyspace = freshKeyspaceName()
  const server = serverOptions()
  const options = { ...server, keyspace, allowSingleReplica: true }
  await createSchema({ ...options, replication: { [server.localDataCenter]: 1 } })
  const admin = await createAdmin(keyspace)
  return {
    options,
    admin,
    async drop() {
      await admin.execute(`drop keyspace ${keyspace}`)
      await admin.shutdown()
    },
  }
}
