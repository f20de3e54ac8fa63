import type { FeedKey, TimelineEntry } from '@feed-engine/core'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { createRedisTimelineCache, type RedisTimelineCache } from '../../src'
import { entries, entry, fill, homeOf, IDLE_TTL_MS, LOWEST, position, push, read } from '../support/timelines'
import { uniquePrefix } from '../support/unique'

const MAX = 100
const { redis } = inject('connections')
const client = new Redis(redis.port, redis.host)
afterAll(() => client.disconnect())

/** Batches that come nearly in order, late, twice, and far from any double's precision. */
const batches = fc.array(
  fc.record({
    from: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: fc.nat(600) }),
    size: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 1, max: 150 })),
    descending: fc.boolean(),
  }),
  { minLength: 60, maxLength: 220 },
)

/** All entries of a timeline, read page by page. */
async function pagesOf(cache: RedisTimelineCache, feed: FeedKey): Promise<TimelineEntry[]> {
  const found: TimelineEntry[] = []
  for (;;) {
    const before = found.at(-1)?.position
    const bound = before === undefined ? {} : { before }
    const page = await cache.read({ feed, limit: 30, idleTtlMs: IDLE_TTL_MS, ...bound })
    found.push(...(page?.entries ?? []))
    if (page?.more !== true) return found
  }
}

describe.each([
  ['64-bit', (index: number) => (2n ** 63n + BigInt(index)).toString(16)],
  ['128-bit', (index: number) => `${'f'.repeat(16)}${(2n ** 63n + BigInt(index)).toString(16)}`],
  ['128-bit, in the upper half', (index: number) => `${(2n ** 63n + BigInt(index)).toString(16)}${'7'.repeat(16)}`],
])('timelines of %s positions', (_, positionOf) => {
  it('hold the highest of what was pushed, whatever its order, over many seals of their tail', async () => {
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    let feeds = 0
    await fc.assert(
      fc.asyncProperty(batches, async (plan) => {
        const feed = homeOf(`reader-${feeds++}`)
        await cache.open({ feed, token: 'token', readerClass: 0, idleTtlMs: 60_000 })
        const pushed = new Map<string, string>()
        let next = 0
        for (const { from, size, descending } of plan) {
          const first = from ?? next
          const batch: TimelineEntry[] = Array.from({ length: size }, (__, index) => ({
            position: positionOf(first + index),
            authorHint: entry(first + index).authorHint,
          }))
          if (from === null) next += size
          await push(cache, [feed], descending ? batch.toReversed() : batch, MAX)
          for (const { position, authorHint } of batch) pushed.set(position, authorHint)
        }
        const slice = await read(cache, feed)
        const kept = slice?.entries.map(({ position }) => position) ?? []
        const highest = [...pushed.keys()].sort().reverse()
        expect(kept).toEqual(highest.slice(0, kept.length))
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(MAX, highest.length))
        expect(kept.length).toBeLessThanOrEqual(MAX * 1.25)
        expect(slice?.watermark).toBe(highest[kept.length] ?? '0'.repeat(positionOf(0).length))
        for (const { position, authorHint } of slice?.entries ?? []) expect(authorHint).toBe(pushed.get(position))
        expect(await pagesOf(cache, feed)).toEqual(slice?.entries)
      }),
      { numRuns: 12 },
    )
  })
})

describe('positions of another width', () => {
  it('make a timeline absent rather than wrong', async () => {
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    const feed = homeOf('reader')
    await fill(cache, feed, [entry(1)])
    const wide = { position: 'a'.repeat(32), authorHint: entry(1).authorHint }
    expect(await push(cache, [feed], [wide])).toEqual(['absent'])
    expect(await cache.read({ feed, before: wide.position, limit: 1, idleTtlMs: IDLE_TTL_MS })).toBeNull()
    expect((await read(cache, feed))?.entries).toEqual([entry(1)])
  })

  it('are told apart from the first push on, which says the width, and leave its life as it is', async () => {
    const keyPrefix = uniquePrefix()
    const cache = createRedisTimelineCache({ client, keyPrefix })
    const narrow = entry(1)
    const wide = { position: 'a'.repeat(32), authorHint: narrow.authorHint }
    for (const [first, other] of [
      [narrow, wide],
      [wide, narrow],
    ] as const) {
      const feed = homeOf(`reader-${first.position}`)
      await cache.open({ feed, token: 'token', readerClass: 0, idleTtlMs: IDLE_TTL_MS })
      expect(await push(cache, [feed], [first])).toEqual(['pushed'])
      expect(await push(cache, [feed], [other])).toEqual(['absent'])
      for (const key of await client.keys(`${keyPrefix}*}t*`)) expect(await client.pttl(key)).toBeGreaterThan(0)
      expect(await push(cache, [feed], [first])).toEqual(['pushed'])
      expect((await read(cache, feed))?.entries).toEqual([first])
    }
  })

  it('and text that is none are refused', async () => {
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    const feed = homeOf('reader')
    const { authorHint } = entry(1)
    for (const position of ['', 'abc', 'A'.repeat(16), 'g'.repeat(16), 'a'.repeat(17)]) {
      await expect(push(cache, [feed], [{ position, authorHint }])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
    const mixed = [entry(1), { position: 'a'.repeat(32), authorHint }]
    await expect(push(cache, [feed], mixed)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})

describe('a script whose reply was lost and that is sent again', () => {
  it('finds its replace done', async () => {
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    const feed = homeOf('reader')
    await fill(cache, feed, [entry(1)])
    const coverage = { graphVersion: 2, readerClass: 0 }
    const change = { feed, token: 'filled', nextToken: 'next', add: [entry(2)], remove: [], coverage, maxEntries: 500 }
    const watermark = '0'.repeat(16)
    expect(await cache.replace({ ...change, watermark })).toBe('replaced')
    const before = await read(cache, feed)
    expect(await cache.replace({ ...change, watermark })).toBe('replaced')
    expect(await read(cache, feed)).toEqual(before)
  })
})

describe('timelines of different age in one push', () => {
  it('are each treated by their own header', async () => {
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    const given: Readonly<Record<string, readonly TimelineEntry[]>> = {
      empty: [],
      short: entries(1, 3),
      sealed: entries(1, 90),
      full: entries(1, 124),
    }
    const feeds = [...Object.keys(given), 'absent', 'filling'].map(homeOf)
    for (const [ownerId, held] of Object.entries(given)) await fill(cache, homeOf(ownerId), held)
    await cache.open({ feed: homeOf('filling'), token: 'a longer token', readerClass: 0, idleTtlMs: IDLE_TTL_MS })
    const pushed = entries(200, 150)
    for (const each of pushed) {
      const statuses = await push(cache, feeds, [each], MAX)
      expect(statuses).toEqual(feeds.map(({ ownerId }) => (ownerId === 'absent' ? 'absent' : 'pushed')))
    }
    for (const feed of feeds.filter(({ ownerId }) => ownerId !== 'absent')) {
      const all = [...(given[feed.ownerId] ?? []), ...pushed].reverse()
      const slice = await read(cache, feed)
      const count = slice?.entries.length ?? 0
      expect(count).toBeGreaterThanOrEqual(MAX)
      expect(count).toBeLessThanOrEqual(MAX * 1.25)
      expect(slice).toMatchObject({ entries: all.slice(0, count), watermark: all[count]?.position ?? LOWEST })
    }
  })
})

describe('a timeline of nothing but a watermark', () => {
  it('ignores what lies below it, however much that is', async () => {
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    const feed = homeOf('reader')
    await fill(cache, feed)
    const change = { feed, token: 'filled', nextToken: 'next', add: [], remove: [], maxEntries: MAX }
    await cache.replace({ ...change, watermark: position(500), coverage: { graphVersion: 1, readerClass: 0 } })
    for (const each of entries(1, 150)) await push(cache, [feed], [each], MAX)
    expect(await read(cache, feed)).toMatchObject({ entries: [], watermark: position(500) })
  })
})

describe('keys', () => {
  it('of a timeline end together: reading and opening prolongs both, pushing neither', async () => {
    const keyPrefix = uniquePrefix()
    const cache = createRedisTimelineCache({ client, keyPrefix })
    const feed = homeOf('reader')
    const expectLives = async (lifeMs: number): Promise<void> => {
      const keys = await client.keys(`${keyPrefix}*}[ts]*`)
      expect(keys).toHaveLength(2)
      for (const key of keys) {
        const left = await client.pttl(key)
        expect(left).toBeGreaterThan(lifeMs - 10_000)
        expect(left).toBeLessThanOrEqual(lifeMs)
      }
    }
    await fill(cache, feed, [entry(1)])
    await expectLives(IDLE_TTL_MS)
    await cache.read({ feed, limit: 1, idleTtlMs: 30_000 })
    await expectLives(30_000)
    for (let index = 2; index < 140; index++) await push(cache, [feed], [entry(index)])
    await expectLives(30_000)
    expect(await cache.open({ feed, token: 'token', readerClass: 0, idleTtlMs: 50_000 })).toBe('covered')
    await expectLives(50_000)
  })
})

describe('timelines with tokens of any length', () => {
  it.each([0, 1, 15, 16, 17, 21, 22, 40, 1_000])('hold what was pushed and the token: %i bytes', async (bytes) => {
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    const [feed, token] = [homeOf('reader'), 'x'.repeat(bytes)]
    await cache.open({ feed, token, readerClass: 0, idleTtlMs: IDLE_TTL_MS })
    const pushed: TimelineEntry[] = []
    for (let index = 1; index < 80; index++) {
      pushed.unshift(entry(index))
      expect(await push(cache, [feed], [entry(index)])).toEqual(['pushed'])
    }
    expect(await read(cache, feed)).toMatchObject({ entries: pushed, token })
  })
})
