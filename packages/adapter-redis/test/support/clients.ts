import { Cluster, Redis } from 'ioredis'
import type { HostPort } from '../../../../scripts/services/connections'

/** Runs commands on a connection of their own. */
export async function withRedis<T>({ host, port }: HostPort, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ host, port, lazyConnect: true, retryStrategy: null })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    client.disconnect()
  }
}

/** Removes keys of a cluster that match a pattern. */
export async function unlinkInCluster(nodes: readonly HostPort[], pattern: string): Promise<void> {
  const cluster = new Cluster([...nodes])
  try {
    await cluster.ping()
    for (const node of cluster.nodes('master')) {
      for (const key of await node.keys(pattern)) await node.unlink(key)
    }
  } finally {
    cluster.disconnect()
  }
}
