import type { KeyValueCache } from '@feed-engine/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostPort } from '../../../scripts/services/connections'
import { createRedisKeyValueCache, type RedisKeyValueCache } from '../src'
import { withRedis } from './support/clients'
import { privateCluster } from './support/private-cluster'
import { until } from './support/until'

function open(nodes: readonly HostPort[]): RedisKeyValueCache {
  const addresses = nodes.map(({ host, port }) => ({ host, port }))
  const cache = createRedisKeyValueCache({ nodes: addresses, timeoutMs: 10_000 })
  onTestFinished(() => cache.close())
  return cache
}

const keysOf = (count: number) => Array.from({ length: count }, (_, index) => `post:${index}`)
const entryOf = (key: string, version = 1) => ({ key, value: Uint8Array.of(7), version, ttlMs: 600_000 })
const fill = (cache: KeyValueCache, keys: readonly string[], version = 1) =>
  cache.setMany({ entries: keys.map((key) => entryOf(key, version)) })

describe('a cluster of which one master is frozen', () => {
  it('serves what the others have, and names the rest', async () => {
    const nodes = await privateCluster(3)
    const cache = open(nodes)
    const keys = keysOf(120)
    await fill(cache, keys)
    await nodes[1]?.pause()
    try {
      const { values, failed } = await cache.getMany({ keys: [...keys, ...keys] }, { deadlineMs: 500 })
      expect(values.size).toBeGreaterThan(60)
      expect(failed.length).toBeGreaterThan(20)
      expect([...values.keys(), ...failed].sort()).toEqual([...keys].sort())
      const statuses = await cache.setMany({ entries: keys.map((key) => entryOf(key, 2)) }, { deadlineMs: 500 })
      for (const [index, key] of keys.entries()) expect(statuses[index]).toBe(values.has(key) ? 'stored' : 'failed')
      const entries = keys.map((key) => ({ key, holdMs: 10 }))
      const unknown = { code: 'OUTCOME_UNKNOWN', outcome: 'unknown' }
      await expect(cache.invalidateMany({ entries }, { deadlineMs: 500 })).rejects.toMatchObject(unknown)
    } finally {
      await nodes[1]?.resume()
    }
    const isWhole = () =>
      cache.getMany({ keys }).then(
        ({ failed }) => failed.length === 0,
        () => false,
      )
    await until(isWhole, 'all keys can be read', 30_000)
  })
})

describe('a cluster of which a slot moves', () => {
  it('serves all keys throughout', async () => {
    const [from, to] = await privateCluster(2)
    if (from === undefined || to === undefined) throw new Error('two nodes')
    const cache = open([from, to])
    const keys = keysOf(2_000)
    const expectWhole = async () => {
      const { values, failed } = await cache.getMany({ keys })
      expect([values.size, failed.length]).toEqual([2_000, 0])
    }
    await fill(cache, keys)
    const idOf = (node: typeof from) => withRedis(node, (client) => client.call('cluster', 'myid')).then(String)
    const [fromId, toId] = [await idOf(from), await idOf(to)]
    await withRedis(to, (client) => client.call('cluster', 'setslot', 0, 'importing', fromId))
    await withRedis(from, (client) => client.call('cluster', 'setslot', 0, 'migrating', toId))
    const moved = (await withRedis(from, (client) => client.call('cluster', 'getkeysinslot', 0, 1_000))) as string[]
    expect(moved.length).toBeGreaterThan(0)
    await withRedis(from, (client) => client.call('migrate', to.host, to.port, '', 0, 5_000, 'keys', ...moved))
    await expectWhole()
    for (const node of [to, from]) {
      await withRedis(node, (client) => client.call('cluster', 'setslot', 0, 'node', toId))
    }
    await expectWhole()
    expect(new Set(await fill(cache, keys, 2))).toEqual(new Set(['stored']))
    await expectWhole()
  })
})
