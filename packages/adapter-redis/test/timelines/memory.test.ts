import { Redis } from 'ioredis'
import { afterAll, expect, inject, it } from 'vitest'
import { createRedisTimelineCache } from '../../src'
import { entries, entry, fill, homes, push, read } from '../support/timelines'
import { uniquePrefix } from '../support/unique'

const TIMELINES = 1_000
const ENTRIES = 500
const FEWEST_PUSHES = 200
const LONGEST_TAIL = 64

const { redis } = inject('connections')
const client = new Redis(redis.port, redis.host)
afterAll(() => client.disconnect())

it('a packed timeline of 500 entries takes less than 10,000 bytes, after pushes and at any length of its tail', async () => {
  const keyPrefix = uniquePrefix()
  const cache = createRedisTimelineCache({ client, keyPrefix, timeoutMs: 60_000 })
  const feeds = homes(TIMELINES)
  const first = entries(1, ENTRIES)
  await Promise.all(feeds.map((feed) => fill(cache, feed, first)))
  for (let index = 0; index < FEWEST_PUSHES + LONGEST_TAIL; index++) {
    const some = feeds.filter((_, feed) => index < FEWEST_PUSHES + (feed % LONGEST_TAIL))
    await push(cache, some, [entry(ENTRIES + 1 + index)], ENTRIES)
  }
  const keys = await client.keys(`${keyPrefix}*`)
  let bytes = 0
  for (const key of keys) bytes += (await client.memory('USAGE', key)) ?? 0
  expect(bytes / TIMELINES).toBeLessThanOrEqual(10_000)
  for (const feed of feeds.slice(0, 3))
    expect((await read(cache, feed))?.entries.length).toBeGreaterThanOrEqual(ENTRIES)
  await cache.evict({ feeds })
  expect(await client.keys(`${keyPrefix}*`)).toHaveLength(1)
})
