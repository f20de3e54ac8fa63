import type { FeedKey } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { MemoryTimelineCache } from '../src/index'
import { homeOf, LOWEST, position } from './fixtures'
import { heapMegabytes } from './heap'
import { VirtualTime } from './virtual-time'

const IDLE_MS = 1_000

const open = (cache: MemoryTimelineCache, feed: FeedKey) =>
  cache.open({ feed, token: 'token', readerClass: 0, idleTtlMs: IDLE_MS })

const read = (cache: MemoryTimelineCache, feed: FeedKey) => cache.read({ feed, limit: 1_000, idleTtlMs: IDLE_MS })

const push = (cache: MemoryTimelineCache, feeds: readonly FeedKey[], at: number, maxEntries = 100) =>
  cache.push({ feeds, entries: [{ position: position(at), authorHint: 'hint' }], pushFrom: 0, maxEntries })

describe('MemoryTimelineCache', () => {
  it('forgets the timeline that was not read for longest, whatever was pushed to it', async () => {
    const cache = new MemoryTimelineCache({ timelines: { maxTimelines: 2 } })
    const [first, second, third] = [homeOf('first'), homeOf('second'), homeOf('third')]
    await open(cache, first)
    await open(cache, second)
    await read(cache, first)
    await push(cache, [second], 1)
    await open(cache, third)
    expect(await push(cache, [first, second, third], 2)).toEqual(['pushed', 'absent', 'pushed'])
  })

  it('forgets an idle timeline of a clock that began at 0, and pushes do not prolong it', async () => {
    const clock = new VirtualTime(0)
    const cache = new MemoryTimelineCache({ clock })
    await open(cache, homeOf('a'))
    await clock.advance(IDLE_MS - 1)
    await read(cache, homeOf('a'))
    await clock.advance(IDLE_MS - 1)
    expect(await push(cache, [homeOf('a')], 1)).toEqual(['pushed'])
    await clock.advance(1)
    expect(await push(cache, [homeOf('a')], 2)).toEqual(['absent'])
    expect(await read(cache, homeOf('a'))).toBeNull()
    expect(await open(cache, homeOf('a'))).toBe('opened')
    expect((await read(cache, homeOf('a')))?.entries).toEqual([])
  })

  it('frees idle timelines that nobody asks for again', async () => {
    const clock = new VirtualTime()
    const cache = new MemoryTimelineCache({ clock, timelines: { maxTimelines: 5_000 } })
    const feeds = Array.from({ length: 4_000 }, (_, index) => homeOf(`user-${index}`))
    await open(cache, homeOf('first'))
    const before = heapMegabytes()
    for (const feed of feeds) await open(cache, feed)
    for (let at = 1; at <= 500; at++) await push(cache, feeds, at, 500)
    expect(heapMegabytes() - before).toBeGreaterThan(10)
    await clock.advance(IDLE_MS)
    await open(cache, homeOf('last'))
    expect(heapMegabytes() - before).toBeLessThan(5)
  })

  it('shares one frozen entry between all feeds of a push', async () => {
    const cache = new MemoryTimelineCache()
    const feeds = [homeOf('a'), homeOf('b')]
    for (const feed of feeds) await open(cache, feed)
    await push(cache, feeds, 1)
    const [a, b] = [await read(cache, homeOf('a')), await read(cache, homeOf('b'))]
    expect(a?.entries[0]).toBeDefined()
    expect(a?.entries[0]).toBe(b?.entries[0])
    expect(Object.isFrozen(a?.entries[0])).toBe(true)
  })

  it.each([1, 2, 3, 4, 5, 8, 15, 16, 100])('holds at most a quarter more than %i entries', async (maxEntries) => {
    const cache = new MemoryTimelineCache()
    await open(cache, homeOf('a'))
    let fullest = 0
    for (let at = 1; at <= 3 * maxEntries + 5; at++) {
      await push(cache, [homeOf('a')], at, maxEntries)
      const slice = await read(cache, homeOf('a'))
      const count = slice?.entries.length ?? 0
      fullest = Math.max(fullest, count)
      expect(count).toBeGreaterThanOrEqual(Math.min(at, maxEntries))
      expect(slice?.watermark).toBe(position(at - count))
    }
    expect(fullest).toBe(maxEntries + Math.floor(maxEntries / 4))
    const before = await read(cache, homeOf('a'))
    expect(await push(cache, [homeOf('a')], 1, maxEntries)).toEqual(['pushed'])
    expect(await read(cache, homeOf('a'))).toEqual(before)
  })

  it('trims to maxEntries exactly when it replaces', async () => {
    const cache = new MemoryTimelineCache()
    const feed = homeOf('a')
    await open(cache, feed)
    await cache.replace({
      feed,
      token: 'token',
      nextToken: 'next',
      add: [3, 1, 4, 2, 5].map((at) => ({ position: position(at), authorHint: 'hint' })),
      remove: [],
      watermark: LOWEST,
      coverage: { graphVersion: 0, readerClass: 0 },
      maxEntries: 4,
    })
    const slice = await read(cache, feed)
    expect(slice?.entries.map((entry) => entry.position)).toEqual([5, 4, 3, 2].map(position))
    expect(slice?.watermark).toBe(position(1))
  })

  it('draws its incarnation once, from the random source it was given', async () => {
    const cacheOf = (...numbers: number[]) => new MemoryTimelineCache({ random: { next: () => numbers.shift() ?? 0 } })
    const [one, same, other] = [cacheOf(0.1, 0.2), cacheOf(0.1, 0.2), cacheOf(0.1, 0.3)]
    const name = await one.incarnation({ feed: homeOf('a') })
    expect(name).toMatch(/^[0-9a-f]{16}$/)
    expect(await one.incarnation({ feed: homeOf('b') })).toBe(name)
    expect(await same.incarnation({ feed: homeOf('a') })).toBe(name)
    expect(await other.incarnation({ feed: homeOf('a') })).not.toBe(name)
  })
})
