import { Cluster, Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostPort } from '../../../scripts/services/connections'
import { createRedisKeyValueCache } from '../src'
import { withRedis } from './support/clients'
import { privateCluster } from './support/private-cluster'
import { follows, privateRedis } from './support/private-redis'
import { until } from './support/until'

const entry = { key: 'post:1', value: Uint8Array.of(7), version: 1, ttlMs: 600_000 }
const keys = [entry.key]

/** Calls of MGET that a server has answered. */
function reads(server: HostPort): Promise<number> {
  return withRedis(server, async (client) => {
    const [, calls = '0'] = /cmdstat_mget:calls=(\d+)/.exec(await client.info('commandstats')) ?? []
    return Number(calls)
  })
}

/** Whether clients hear of the replica: `CLUSTER SLOTS` names first and last slot of a range, its master, its replicas. */
async function knowsReplica(master: HostPort): Promise<boolean> {
  const ranges = (await withRedis(master, (client) => client.call('cluster', 'slots'))) as readonly unknown[][]
  return ranges.every(({ length }) => length === 4)
}

describe('values are read from replicas', () => {
  it('of a single master, through a client of the replica', async () => {
    const master = await privateRedis()
    const replica = await privateRedis({ replicaOf: master })
    await follows(replica)
    const replicas = new Redis(replica.port, replica.host, { readOnly: true })
    const { host, port } = master
    const cache = createRedisKeyValueCache({ host, port, replicas })
    onTestFinished(async () => {
      await cache.close()
      expect(await replicas.ping()).toBe('PONG')
      replicas.disconnect()
    })
    expect(await cache.setMany({ entries: [entry] })).toEqual(['stored'])
    await until(async () => (await cache.getMany({ keys })).values.size === 1, 'the replica has the value', 30_000)
    expect(await reads(master)).toBe(0)
    expect(await reads(replica)).toBeGreaterThan(0)
    expect(await cache.acquireLease({ key: 'lease', holder: 'me', ttlMs: 60_000 })).toEqual({ acquired: true })
  })

  it('of a cluster, through a client that scales reads', async () => {
    const nodes = await privateCluster(1)
    const [master] = nodes
    if (master === undefined) throw new Error('one node')
    await master.addReplica()
    await until(() => knowsReplica(master), 'the master tells of its replica', 30_000)
    const addresses = [{ host: master.host, port: master.port }]
    const replicas = new Cluster(addresses, { scaleReads: 'slave' })
    const cache = createRedisKeyValueCache({ nodes: addresses, replicas })
    onTestFinished(async () => {
      await cache.close()
      replicas.disconnect()
    })
    expect(await cache.setMany({ entries: [entry] })).toEqual(['stored'])
    await until(async () => (await cache.getMany({ keys })).values.size === 1, 'the replica has the value', 30_000)
    await cache.getMany({ keys: Array.from({ length: 50 }, (_, index) => `post:${index}`) })
    expect(await reads(master)).toBe(0)
  })
})
