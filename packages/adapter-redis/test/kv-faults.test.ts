import type { KeyValueCache } from '@feed-engine/core'
import { afterAll, describe, expect, it } from 'vitest'
import { startRedis } from '../../../scripts/services/start-redis'
import { createRedisKeyValueCache, type RedisKeyValueCache, type RedisKeyValueCacheOptions } from '../src'
import { withRedis } from './support/clients'
import { errorOf as errorWithout } from './support/errors'
import { until } from './support/until'

const own = await startRedis()
const place = { host: own.host, port: own.port }
const caches: RedisKeyValueCache[] = []
afterAll(async () => {
  for (const cache of caches) await cache.close()
  await own.stop()
})

function open(options: RedisKeyValueCacheOptions): RedisKeyValueCache {
  const cache = createRedisKeyValueCache(options)
  caches.push(cache)
  return cache
}

const keysOf = (count: number) => Array.from({ length: count }, (_, index) => `post:${index}`)
const entryOf = (key: string, version = 1) => ({ key, value: Uint8Array.of(7), version, ttlMs: 600_000 })
const fill = (cache: KeyValueCache, keys: readonly string[], version = 1) =>
  cache.setMany({ entries: keys.map((key) => entryOf(key, version)) })

const errorOf = (call: Promise<unknown>) => errorWithout(call, ['127.0.0.1', String(own.port), 'post:', 'me-myself'])

describe('a server that refuses for lack of memory', () => {
  it('fails fills and leases with the remedy, and goes on with reads', async () => {
    const cache = open({ ...place, keyPrefix: 'full:' })
    await fill(cache, keysOf(20))
    await withRedis(own, (client) => client.config('SET', 'maxmemory', '100kb'))
    try {
      const full = { code: 'UNAVAILABLE', outcome: 'not-applied', rule: expect.stringContaining('maxmemory') }
      expect(await errorOf(fill(cache, keysOf(20), 2))).toMatchObject(full)
      const lease = { key: 'post:1', holder: 'me-myself', ttlMs: 1_000 }
      expect(await errorOf(cache.acquireLease(lease))).toMatchObject(full)
      expect((await cache.getMany({ keys: keysOf(20) })).values.size).toBe(20)
    } finally {
      await withRedis(own, (client) => client.config('SET', 'maxmemory', '0'))
    }
    expect(new Set(await fill(cache, keysOf(20), 2))).toEqual(new Set(['stored']))
  })
})

describe('a server that is frozen', () => {
  it('ends calls by their deadline: reads as not answered, writes as unknown', async () => {
    const cache = open({ ...place, keyPrefix: 'frozen:' })
    await fill(cache, keysOf(3))
    await own.pause()
    try {
      const call = { deadlineMs: 100 }
      const unknown = { code: 'OUTCOME_UNKNOWN', outcome: 'unknown', retryable: true }
      expect(await errorOf(cache.getMany({ keys: keysOf(3) }, call))).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
      expect(await errorOf(cache.setMany({ entries: [entryOf('post:1')] }, call))).toMatchObject(unknown)
      const invalidation = cache.invalidateMany({ entries: [{ key: 'post:1', holdMs: 10 }] }, call)
      expect(await errorOf(invalidation)).toMatchObject(unknown)
      const lease = { key: 'post:1', holder: 'me-myself', ttlMs: 1_000 }
      expect(await errorOf(cache.acquireLease(lease, call))).toMatchObject(unknown)
    } finally {
      await own.resume()
    }
    const isBack = () =>
      cache.getMany({ keys: keysOf(3) }).then(
        ({ failed }) => failed.length === 0,
        () => false,
      )
    await until(isBack, 'reads work again')
  })
})

describe('a server that died', () => {
  it('comes back empty, and is filled again', async () => {
    const cache = open({ ...place, keyPrefix: 'dead:' })
    await fill(cache, keysOf(3), 5)
    await own.kill()
    expect(await errorOf(cache.getMany({ keys: keysOf(3) }))).toMatchObject({ retryable: true })
    await own.restart()
    const isBack = () =>
      cache.getMany({ keys: keysOf(3) }).then(
        ({ values }) => values.size === 0,
        () => false,
      )
    await until(isBack, 'reads work again')
    expect(await fill(cache, keysOf(3), 1)).toEqual(['stored', 'stored', 'stored'])
  })
})

describe('keys that hold something else', () => {
  it('are absent, and cannot be filled', async () => {
    const cache = open({ ...place, keyPrefix: 'foreign:' })
    await fill(cache, keysOf(3))
    const stored = await withRedis(own, (client) => client.keys('foreign:*post:[01]'))
    expect(stored).toHaveLength(2)
    await withRedis(own, async (client) => {
      await client.set(stored[0] ?? '', 'short')
      await client.del(stored[1] ?? '')
      await client.lpush(stored[1] ?? '', 'x')
    })
    const { values, failed } = await cache.getMany({ keys: keysOf(3) })
    expect([[...values.keys()], failed]).toEqual([['post:2'], []])
    expect(await errorOf(fill(cache, keysOf(3)))).toMatchObject({ rule: expect.stringContaining('key prefix') })
  })
})
