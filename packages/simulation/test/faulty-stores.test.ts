import {
  MemoryCounterStore,
  MemoryEventBus,
  MemoryKeyValueCache,
  MemoryTimelineCache,
} from '@feed-engine/adapter-memory'
import { type FeedKey, lowestPosition, type TimelineCache, type Verdict } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { Coverage, type FaultRates, NO_FAULTS, SeededRandom, Trace, VirtualTime } from '../src'
import { CacheCells } from '../src/deployment/cache-cells'
import { LosableCounters } from '../src/deployment/losable-counters'
import { SimulatedProcess } from '../src/deployment/process'
import { Traffic } from '../src/deployment/traffic'
import { Wire } from '../src/deployment/wire'
import { Faults } from '../src/faults/faults'
import { faultyCounterStore } from '../src/faults/faulty-counter-store'
import { faultyEventBus } from '../src/faults/faulty-event-bus'
import { faultyKeyValueCache } from '../src/faults/faulty-key-value-cache'
import { faultyTimelineCache } from '../src/faults/faulty-timeline-cache'

const position = '0000000000000009'
const entry = { position, authorHint: '0'.repeat(16) }

function wireOf(time: VirtualTime, rates: Partial<FaultRates>): Wire {
  const random = new SeededRandom(5)
  const process = new SimulatedProcess({ name: 'p', time, random, clockSkewMs: 0, onCrash: () => undefined })
  const faults = new Faults({ random, time, rates: { ...NO_FAULTS, slow: 0, ...rates } })
  return new Wire({ process, time, faults, traffic: new Traffic(), trace: new Trace(), coverage: new Coverage() })
}

function homes(count: number): readonly FeedKey[] {
  return Array.from({ length: count }, (_, index) => ({ tenant: 'default', kind: 'home', ownerId: `u${index}` }))
}

async function openAll(cache: TimelineCache, feeds: readonly FeedKey[]): Promise<void> {
  for (const [index, feed] of feeds.entries()) {
    await cache.open({ feed, token: `open ${index}`, readerClass: 0, idleTtlMs: 1e9 })
  }
}

describe('a faulty cache of keys and values', () => {
  it('forgets what it says it has stored, some of it', async () => {
    const time = new VirtualTime()
    const cache = faultyKeyValueCache(new MemoryKeyValueCache({ clock: time }), wireOf(time, { forget: 0.5 }))
    const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`)
    const value = new Uint8Array([1])
    const main = async (): Promise<void> => {
      const statuses = await cache.setMany({ entries: keys.map((key) => ({ key, value, version: 1, ttlMs: 1e6 })) })
      expect(new Set(statuses)).toEqual(new Set(['stored']))
      expect(statuses).toHaveLength(keys.length)
      const { values } = await cache.getMany({ keys })
      expect(values.size).toBeGreaterThan(30)
      expect(values.size).toBeLessThan(70)
    }
    await time.run(main())
  })
})

describe('faulty counters', () => {
  const tenant = 'default'
  const likes = ['a', 'b', 'c', 'd'].map((member) => {
    return { postId: 'p', counter: 'likes', member, on: true, atMs: 1 } as const
  })

  it('answer for every change in order, applied at once or in two parts, and know nothing once they are lost', async () => {
    const time = new VirtualTime()
    const counters = new LosableCounters(() => new MemoryCounterStore({ clock: time }))
    const { writeBehind } = faultyCounterStore(counters, wireOf(time, { torn: 1 }))
    const main = async (): Promise<void> => {
      const parts = [{ tenant, postId: 'p', part: 0, members: [] }]
      const unknown = await writeBehind?.apply({ tenant, nowMs: 1, changes: likes })
      expect(unknown?.statuses).toEqual(likes.map(() => 'unknown'))
      expect(unknown?.unknown.flatMap(({ members }) => members.map(({ member }) => member))).toEqual([...'abcd'])
      await writeBehind?.restore({ parts, idleMs: 1e6 })
      const [first, ...others] = likes
      await writeBehind?.apply({ tenant, nowMs: 1, changes: first === undefined ? [] : [first] })
      const answer = await writeBehind?.apply({ tenant, nowMs: 1, changes: [...likes, ...others] })
      expect(answer?.statuses.join(' ')).toBe('known applied applied applied known known known')
      counters.lose()
      expect((await writeBehind?.read({ tenant, postIds: ['p'] }))?.unknown).toHaveLength(1)
    }
    await time.run(main())
  })
})

describe('a faulty timeline cache', () => {
  it('pushes to every feed in its cell and answers in order', async () => {
    const time = new VirtualTime()
    const cells = new CacheCells(3, () => new MemoryTimelineCache({ clock: time }))
    const cache = faultyTimelineCache(cells, wireOf(time, {}))
    const feeds = homes(12)
    const main = async (): Promise<void> => {
      await openAll(cache, feeds.slice(0, 6))
      const statuses = await cache.push({ feeds, entries: [entry], pushFrom: 0, maxEntries: 10 })
      expect(statuses).toEqual(feeds.map((_, index) => (index < 6 ? 'pushed' : 'absent')))
    }
    await time.run(main())
  })

  it('reports failure for some feeds of a push, of which some took it nevertheless', async () => {
    const time = new VirtualTime()
    const cells = new CacheCells(1, () => new MemoryTimelineCache({ clock: time }))
    const cache = faultyTimelineCache(cells, wireOf(time, { partialPush: 1 }))
    const feeds = homes(200)
    const main = async (): Promise<void> => {
      await openAll(cache, feeds)
      const statuses = await cache.push({ feeds, entries: [entry], pushFrom: 0, maxEntries: 10 })
      const taken = new Map<string, number>()
      for (const [index, feed] of feeds.entries()) {
        const slice = await cache.read({ feed, limit: 10, idleTtlMs: 1e9 })
        const outcome = `${statuses[index]} ${slice?.entries.length}`
        taken.set(outcome, (taken.get(outcome) ?? 0) + 1)
      }
      expect([...taken.keys()].sort()).toEqual(['failed 0', 'failed 1', 'pushed 1'])
    }
    await time.run(main())
  })

  it('has no timeline of the life before a fail-over, and another incarnation', async () => {
    const time = new VirtualTime()
    const cells = new CacheCells(2, () => new MemoryTimelineCache({ clock: time }))
    const cache = faultyTimelineCache(cells, wireOf(time, {}))
    const feeds = homes(10)
    const main = async (): Promise<void> => {
      await openAll(cache, feeds)
      const before = await Promise.all(feeds.map((feed) => cache.incarnation({ feed })))
      cells.failOver(0)
      const after = await Promise.all(feeds.map((feed) => cache.incarnation({ feed })))
      const slices = await Promise.all(feeds.map((feed) => cache.read({ feed, limit: 1, idleTtlMs: 1e9 })))
      const lost = slices.map((slice) => slice === null)
      expect(new Set(lost)).toEqual(new Set([true, false]))
      expect(after.map((name, index) => name !== before[index])).toEqual(lost)
    }
    await time.run(main())
  })

  it('takes a late replace by its token only', async () => {
    const time = new VirtualTime()
    const cells = new CacheCells(1, () => new MemoryTimelineCache({ clock: time }))
    const feeds = homes(1)
    const [feed] = feeds
    const main = async (): Promise<void> => {
      if (feed === undefined) throw new Error('no feed')
      const cache = faultyTimelineCache(cells, wireOf(time, {}))
      await openAll(cache, feeds)
      const change = {
        feed,
        token: 'open 0',
        nextToken: 'late',
        add: [entry],
        remove: [],
        watermark: lowestPosition(16),
        coverage: { graphVersion: 1, readerClass: 0 },
        maxEntries: 10,
      }
      const lateCache = faultyTimelineCache(cells, wireOf(time, { applyLate: 1 }))
      await expect(lateCache.replace(change)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
      expect(await cache.replace({ ...change, nextToken: 'in time', add: [] })).toBe('replaced')
      await time.sleep(10_000)
      expect(await cache.read({ feed, limit: 10, idleTtlMs: 1e9 })).toMatchObject({ token: 'in time', entries: [] })
    }
    await time.run(main())
  })
})

describe('a faulty event bus', () => {
  const decode = (value: Uint8Array): string => new TextDecoder().decode(value)
  const message = (key: string, text: string): { key: string; value: Uint8Array } => ({
    key,
    value: new TextEncoder().encode(text),
  })

  async function deliveries(
    rates: Partial<FaultRates>,
    verdict: (seen: readonly string[]) => Verdict = () => ({ kind: 'ack' }),
  ): Promise<readonly string[]> {
    const time = new VirtualTime()
    const wire = wireOf(time, rates)
    const inner = new MemoryEventBus({ clock: time, timers: time, random: new SeededRandom(9) })
    const bus = faultyEventBus(inner, wire)
    const seen: string[] = []
    const main = async (): Promise<void> => {
      const handler = async ({ value }: { value: Uint8Array }): Promise<Verdict> => {
        seen.push(decode(value))
        return verdict(seen)
      }
      await bus.subscribe({ topic: 't', group: 'g', handler, concurrency: 1, ackTimeoutMs: 100 })
      await bus.publish({
        topic: 't',
        messages: ['a1', 'b1', 'c1', 'a2', 'b2', 'c2'].map((text) => message(text.charAt(0), text)),
      })
      await time.sleep(60_000)
    }
    await time.run(main())
    return seen
  }

  it('delivers a batch once when nothing is wrong', async () => {
    expect([...(await deliveries({}))].sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2'])
  })

  it('delivers batches twice', async () => {
    expect(await deliveries({ duplicate: 1 })).toHaveLength(12)
  })

  it('reorders keys, but never the messages of a key', async () => {
    const seen = await deliveries({ reorder: 1 })
    for (const key of ['a', 'b', 'c'])
      expect(seen.filter((text) => text.startsWith(key))).toEqual([`${key}1`, `${key}2`])
  })

  it('delivers again what it has heard no verdict of in time', async () => {
    const seen = await deliveries({ loseVerdict: 0.5 })
    expect(seen.length).toBeGreaterThan(6)
    expect(new Set(seen).size).toBe(6)
  })

  it('gives to another consumer what a dead one had in its hands', async () => {
    const time = new VirtualTime()
    const inner = new MemoryEventBus({ clock: time, timers: time, random: new SeededRandom(9) })
    const doomed = wireOf(time, {})
    const seen: string[] = []
    const main = async (): Promise<void> => {
      const subscribe = (wire: Wire, name: string, verdict: Promise<Verdict>): Promise<unknown> =>
        faultyEventBus(inner, wire).subscribe({
          topic: 't',
          group: 'g',
          concurrency: 1,
          ackTimeoutMs: 100,
          handler: ({ value }) => {
            seen.push(`${name} ${decode(value)}`)
            return verdict
          },
        })
      await subscribe(doomed, 'doomed', new Promise(() => undefined))
      await inner.publish({ topic: 't', messages: [message('a', 'a1')] })
      await time.sleep(1)
      doomed.process.crash()
      await subscribe(wireOf(time, {}), 'other', Promise.resolve({ kind: 'ack' }))
      await time.sleep(1_000)
    }
    await time.run(main())
    expect(seen).toEqual(['doomed a1', 'other a1'])
  })
})
