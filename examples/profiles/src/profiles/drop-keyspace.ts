import { Client } from 'cassandra-driver'
import type { Addresses } from '../servers/addresses'

/** Time for what all nodes have to agree on. */
const DROPPED_WITHIN_MS = 60_000

/** Removes a keyspace of Cassandra with all that is in it. */
export async function dropKeyspace({ port, ...cassandra }: Addresses['cassandra'], keyspace: string): Promise<void> {
  const client = new Client({ ...cassandra, protocolOptions: { port } })
  await client.execute(`drop keyspace if exists ${keyspace}`, [], { readTimeout: DROPPED_WITHIN_MS })
  await client.shutdown()
}
