import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import { decodeTally, encodeTally } from '../../src/readers/tally-codec'
import { oneVisit, readRateOf, sumOfVisits, type VisitTally } from '../../src/readers/visit-tally'
import { Visits } from '../../src/readers/visits'
import { Background } from '../../src/runtime/background'
import { noMetrics, silentLogger } from '../../src/runtime/system'
import { seededRandom } from '../support/seeded-random'
import { VirtualTime } from '../support/virtual-time'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Visits at such intervals for so many days. */
function regular(everyMs: number, days: number): VisitTally {
  let tally = oneVisit(0)
  for (let atMs = everyMs; atMs <= days * DAY_MS; atMs += everyMs) tally = sumOfVisits(tally, oneVisit(atMs))
  return tally
}

const NO_RATE = { perDay: Number.NaN, observedMs: Number.NaN }

function perDayOf(tally: VisitTally, nowMs: number): number {
  return (readRateOf(tally, nowMs) ?? NO_RATE).perDay
}

describe('a tally of visits', () => {
  test('of one visit is no rate, of two is about one a day at most', () => {
    expect(readRateOf(oneVisit(5), 5)).toBeUndefined()
    const { perDay, observedMs } = readRateOf(sumOfVisits(oneVisit(5), oneVisit(HOUR_MS)), HOUR_MS) ?? NO_RATE
    expect(perDay).toBeCloseTo(1.03, 2)
    expect(observedMs).toBe(HOUR_MS - 5)
  })

  test.each([
    [7 * DAY_MS, 1 / 7],
    [DAY_MS, 1],
    [4 * HOUR_MS, 6],
    [HOUR_MS, 24],
  ])('of a visit each %d ms is the rate, or somewhat less for rare ones', (everyMs, perDay) => {
    const tally = regular(everyMs, 90)
    const measured = perDayOf(tally, tally.atMs)
    expect(measured / perDay).toBeGreaterThan(everyMs > DAY_MS ? 0.75 : 0.9)
    expect(measured / perDay).toBeLessThan(1.1)
  })

  test('does not begin too low: after ten days the rate is there', () => {
    for (const days of [2, 10]) expect(perDayOf(regular(6 * HOUR_MS, days), days * DAY_MS)).toBeCloseTo(4, 0)
  })

  test('sinks when nobody comes, to 1/e in two weeks', () => {
    const tally = regular(DAY_MS, 300)
    expect(perDayOf(tally, 314 * DAY_MS) / perDayOf(tally, 300 * DAY_MS)).toBeCloseTo(Math.exp(-1), 3)
  })

  test('adds up in any order', () => {
    const visits = [3, 1, 2].map((day) => oneVisit(day * DAY_MS))
    const [a, b, c] = visits as [VisitTally, VisitTally, VisitTally]
    const left = sumOfVisits(sumOfVisits(a, b), c)
    const right = sumOfVisits(a, sumOfVisits(c, b))
    expect(left.count).toBeCloseTo(right.count, 12)
    expect(left.atMs).toBe(3 * DAY_MS)
    expect(left.sinceMs).toBe(DAY_MS)
  })

  test('of a clock that went back is no rate of its own', () => {
    const tally = regular(HOUR_MS, 1)
    expect(readRateOf(tally, 0)).toEqual(readRateOf(tally, DAY_MS))
  })

  test('is 24 bytes, and any others are none', () => {
    const tally = { count: 1.5, atMs: 1_700_000_000_000, sinceMs: 1_600_000_000_000 }
    expect(encodeTally(tally)).toHaveLength(24)
    expect(decodeTally(encodeTally(tally))).toEqual(tally)
    const padded = new Uint8Array(40)
    padded.set(encodeTally(tally), 8)
    expect(decodeTally(padded.subarray(8, 32))).toEqual(tally)
    const nonsense = [
      undefined,
      new Uint8Array(0),
      new Uint8Array(23),
      new Uint8Array(24).fill(255),
      encodeTally({ ...tally, count: Number.NaN }),
      encodeTally({ ...tally, count: Number.POSITIVE_INFINITY }),
      encodeTally({ ...tally, count: -1 }),
      encodeTally({ ...tally, atMs: Number.POSITIVE_INFINITY }),
      encodeTally({ ...tally, sinceMs: tally.atMs + 1 }),
      encodeTally({ ...tally, sinceMs: Number.NaN }),
    ]
    expect(nonsense.map(decodeTally)).toEqual(nonsense.map(() => undefined))
  })
})

describe('visits', () => {
  const world = () => {
    const time = new VirtualTime()
    const cache = new MemoryKeyValueCache({ clock: time })
    const background = new Background(silentLogger)
    const runtime = { clock: time, timers: time, random: seededRandom(), logger: silentLogger, metrics: noMetrics }
    const calls: string[] = []
    const counted = new Proxy(cache, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          calls.push(String(name))
          return Reflect.apply(value, target, args)
        }
      },
    })
    const processOf = (tenant = 't') => new Visits({ cache: counted, tenant, runtime, background })
    return { time, cache, calls, background, processOf }
  }

  test('are known to other processes, and to no other tenant', async () => {
    const { time, background, processOf } = world()
    const first = processOf()
    first.count('reader')
    await background.settled()
    time.jump(HOUR_MS)
    first.count('reader')
    await background.settled()
    expect(first.known('reader')?.observedMs).toBe(HOUR_MS)
    expect(await processOf().rateOf('reader')).toEqual(first.known('reader'))
    expect(await processOf('other').rateOf('reader')).toBeUndefined()
    expect(await processOf().rateOf('somebody else')).toBeUndefined()
  })

  test('of several processes add up', async () => {
    const { time, background, processOf } = world()
    const [first, second] = [processOf(), processOf()]
    for (let hour = 0; hour < 20; hour++) {
      for (const visits of [first, second]) {
        visits.count('reader')
        await background.settled()
      }
      time.jump(HOUR_MS)
    }
    const rate = await processOf().rateOf('reader')
    expect(rate?.perDay).toBeGreaterThan(35)
    expect(rate?.perDay).toBeLessThan(50)
  })

  test('are written down once an hour', async () => {
    const { time, background, calls, processOf } = world()
    const visits = processOf()
    for (let minute = 0; minute < 120; minute++) {
      visits.count('reader')
      await background.settled()
      time.jump(60_000)
    }
    expect(calls).toEqual(['getMany', 'setMany', 'getMany', 'setMany'])
    expect(visits.known('reader')?.perDay).toBeGreaterThan(100)
  })

  test('that the cache loses are still known where they were counted, and written down again', async () => {
    const { time, cache, background, processOf } = world()
    const visits = processOf()
    visits.count('reader')
    await background.settled()
    time.jump(HOUR_MS)
    await cache.invalidateMany({ entries: [{ key: 't\nvisits\nreader', holdMs: 0 }] })
    visits.count('reader')
    await background.settled()
    expect(await processOf().rateOf('reader')).toEqual(visits.known('reader'))
    expect(visits.known('reader')?.observedMs).toBe(HOUR_MS)
  })

  test('of a cache that is back at something older are not taken over', async () => {
    const { time, cache, background, processOf } = world()
    const visits = processOf()
    visits.count('reader')
    await background.settled()
    const old = (await cache.getMany({ keys: ['t\nvisits\nreader'] })).values.get('t\nvisits\nreader')?.value
    for (let visit = 0; visit < 10; visit++) visits.count('reader')
    time.jump(HOUR_MS)
    visits.count('reader')
    await background.settled()
    const entry = { key: 't\nvisits\nreader', value: old ?? new Uint8Array(), version: 0, ttlMs: DAY_MS }
    await cache.setMany({ entries: [entry] })
    time.jump(HOUR_MS)
    visits.count('reader')
    await background.settled()
    expect(visits.known('reader')?.perDay).toBeGreaterThan(10)
  })

  test('are counted on, and asked for in vain, while the cache is gone', async () => {
    const { time, cache, background, processOf } = world()
    await cache.close()
    const visits = processOf()
    expect(await visits.rateOf('reader')).toBeUndefined()
    for (let visit = 0; visit < 3; visit++) {
      visits.count('reader')
      await background.settled()
      time.jump(60_000)
    }
    expect((await visits.rateOf('reader'))?.perDay).toBeCloseTo(2.07, 2)
  })
})
