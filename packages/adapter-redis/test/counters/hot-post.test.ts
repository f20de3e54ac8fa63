import { type CounterChange, NO_COUNTS } from '@feed-engine/core'
import { expect, inject, it } from 'vitest'
import { createRedisCounterStore } from '../../src'
import { uniquePrefix } from '../support/unique'

const { redis, redisCluster } = inject('connections')
const BATCH = 512

it.each([
  ['one Redis', redis],
  ['a cluster', redisCluster],
] as const)(
  '100,000 increments of one post, a tenth of them told twice, are each counted once: %s',
  async (_, place) => {
    const counters = createRedisCounterStore({ ...place, keyPrefix: uniquePrefix() })
    const changes = Array.from({ length: 100_000 }, (_, n): CounterChange => {
      return n % 10 === 0
        ? { postId: 'p', counter: 'likes', member: `viewer ${n}`, on: true, atMs: n }
        : { postId: 'p', counter: 'views', member: `view ${n}`, atMs: n, keepMs: 3_600_000 }
    })
    const told = [...changes, ...changes.slice(40_000, 50_000)]
    const batches = Array.from({ length: Math.ceil(told.length / BATCH) }, (_, n) =>
      told.slice(n * BATCH, (n + 1) * BATCH),
    )
    const worker = async (): Promise<void> => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
        await counters.apply({ tenant: 't', nowMs: 100_000, changes: batch })
      }
    }
    await Promise.all([worker(), worker(), worker(), worker()])
    const found = await counters.read({ tenant: 't', postIds: ['p'], viewerId: 'viewer 77770' })
    expect(found.get('p')).toEqual({ counts: { ...NO_COUNTS, likes: 10_000, views: 90_000 }, liked: true })
    await counters.close()
  },
)
