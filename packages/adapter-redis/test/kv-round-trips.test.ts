import type { KeyValueCache } from '@feed-engine/core'
import { Cluster, Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { createRedisKeyValueCache } from '../src'
import { counting } from './support/counting-client'
import { uniquePrefix } from './support/unique'

const { redis, redisCluster } = inject('connections')
const single = new Redis(redis.port, redis.host)
const cluster = new Cluster(redisCluster.nodes)
afterAll(() => {
  single.disconnect()
  cluster.disconnect()
})

const keysOf = (count: number) => Array.from({ length: count }, (_, index) => `post:${index}`)
const entryOf = (key: string) => ({ key, value: Uint8Array.of(1, 2, 3), version: 1, ttlMs: 60_000 })
const fill = (cache: KeyValueCache, keys: readonly string[]) => cache.setMany({ entries: keys.map(entryOf) })
const invalidate = (cache: KeyValueCache, keys: readonly string[]) =>
  cache.invalidateMany({ entries: keys.map((key) => ({ key, holdMs: 10 })) })

describe('on one Redis', () => {
  it('a page of values is one write of one command, to read, to fill and to invalidate', async () => {
    const client = counting(single)
    const cache = createRedisKeyValueCache({ client, keyPrefix: uniquePrefix() })
    const keys = keysOf(100)
    await fill(cache, keys)
    await invalidate(cache, keys)
    client.writes.length = 0
    await cache.getMany({ keys: [...keys, ...keys] })
    expect(client.writes).toEqual([1])
    await fill(cache, keys)
    expect(client.writes).toEqual([1, 1])
    await invalidate(cache, keys)
    expect(client.writes).toEqual([1, 1, 1])
  })

  it('a thousand are one write of short commands', async () => {
    const client = counting(single)
    const cache = createRedisKeyValueCache({ client, keyPrefix: uniquePrefix() })
    await fill(cache, keysOf(1))
    client.writes.length = 0
    await fill(cache, keysOf(1_000))
    expect((await cache.getMany({ keys: keysOf(1_000) })).values.size).toBe(1_000)
    expect(client.writes).toEqual([4, 4])
  })

  it('a lease is one write of one command', async () => {
    const client = counting(single)
    const cache = createRedisKeyValueCache({ client, keyPrefix: uniquePrefix() })
    const lease = { key: 'post:1', holder: 'me', ttlMs: 60_000 }
    for (const step of ['acquireLease', 'renewLease', 'releaseLease'] as const) await cache[step](lease)
    client.writes.length = 0
    for (const step of ['acquireLease', 'renewLease', 'releaseLease'] as const) await cache[step](lease)
    expect(client.writes).toEqual([1, 1, 1])
  })

  it('no keys are no write', async () => {
    const client = counting(single)
    const cache = createRedisKeyValueCache({ client, keyPrefix: uniquePrefix() })
    await cache.getMany({ keys: [] })
    await fill(cache, [])
    await invalidate(cache, [])
    expect(client.writes.filter((commands) => commands > 0)).toEqual([])
  })
})

describe('on a cluster of three', () => {
  it('a thousand values are one write per master, to read, to fill and to invalidate', async () => {
    const client = counting(cluster)
    const cache = createRedisKeyValueCache({ client, keyPrefix: uniquePrefix() })
    const keys = keysOf(1_000)
    await fill(cache, keys)
    await invalidate(cache, keys)
    client.writes.length = 0
    for (const work of [() => cache.getMany({ keys }), () => fill(cache, keys), () => invalidate(cache, keys)]) {
      await work()
      expect(client.writes).toHaveLength(3)
      for (const commands of client.writes) expect(commands).toBeGreaterThan(50)
      expect(client.writes.reduce((sum, commands) => sum + commands, 0)).toBeLessThanOrEqual(256)
      client.writes.length = 0
    }
  })
})

it('scripts that the server has forgotten are sent again', async () => {
  const cache = createRedisKeyValueCache({ client: single, keyPrefix: uniquePrefix() })
  await single.script('FLUSH')
  expect(await fill(cache, keysOf(300))).toEqual(keysOf(300).map(() => 'stored'))
  expect(await cache.acquireLease({ key: 'a', holder: 'me', ttlMs: 60_000 })).toEqual({ acquired: true })
  await single.script('FLUSH')
  await invalidate(cache, keysOf(300))
  expect((await cache.getMany({ keys: keysOf(300) })).values.size).toBe(0)
  expect(await cache.releaseLease({ key: 'a', holder: 'me' })).toBe(true)
})
