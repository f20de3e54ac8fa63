import { isFeedError } from '@feed-engine/core'
import { Redis } from 'ioredis'
import { expect, inject, it } from 'vitest'
import { createRedisKeyValueCache, type RedisKeyValueCacheOptions } from '../src'
import { uniquePrefix } from './support/unique'

const { redis } = inject('connections')

const ignore = (): void => undefined

function refusal(options: object): string | undefined {
  try {
    createRedisKeyValueCache(options as RedisKeyValueCacheOptions)
  } catch (error) {
    if (isFeedError(error) && error.code === 'INVALID_OPTION') return error.message
    throw error
  }
  return undefined
}

it('options are checked, and one that is unknown is told from the one that was meant', () => {
  expect(refusal({})).toContain('options')
  expect(refusal({ ...redis, keyPrefx: 'a:' })).toContain('"keyPrefix"')
  expect(refusal({ ...redis, timeoutMs: 0 })).toContain('timeoutMs')
  expect(refusal({ ...redis, replicas: {} })).toContain('replicas')
})

it('replicas of a single server are not a cluster', () => {
  const cluster = { isCluster: true, callBuffer: ignore, pipeline: ignore, duplicate: ignore }
  expect(refusal({ ...redis, replicas: cluster })).toContain('single server')
  expect(refusal({ nodes: [redis], replicas: { ...cluster, isCluster: false } })).toContain('cluster')
})

it('a client that was handed over stays open', async () => {
  const client = new Redis(redis.port, redis.host)
  const cache = createRedisKeyValueCache({ client, keyPrefix: uniquePrefix() })
  await cache.getMany({ keys: ['a'] })
  await cache.close()
  expect(await client.ping()).toBe('PONG')
  client.disconnect()
})

it('after close every call fails with CLOSED', async () => {
  const cache = createRedisKeyValueCache({ ...redis, keyPrefix: uniquePrefix() })
  await cache.close()
  const lease = { key: 'a', holder: 'me', ttlMs: 1 }
  const calls = [
    () => cache.getMany({ keys: [] }),
    () => cache.setMany({ entries: [] }),
    () => cache.invalidateMany({ entries: [] }),
    () => cache.acquireLease(lease),
    () => cache.renewLease(lease),
    () => cache.releaseLease(lease),
  ]
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'CLOSED' })
})
