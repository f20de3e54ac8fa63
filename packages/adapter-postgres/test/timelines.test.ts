import type { FeedKey, TimelineSlice } from '@feed-engine/core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPostgresStores, type PostgresStores } from '../src'
import { entry, position, range } from './support/data'
import { createSchema, type TestSchema } from './support/schema'

const HOUR_MS = 3_600_000

let schema: TestSchema
let processes: PostgresStores[]

beforeAll(async () => {
  schema = await createSchema()
  processes = range(2).map(() => createPostgresStores(schema.options))
})
afterAll(async () => {
  await Promise.all(processes.map((stores) => stores.close()))
  await schema.drop()
})

let feeds = 0
const freshFeed = (): FeedKey => ({ tenant: 'tenant', kind: 'home', ownerId: `owner ${++feeds}` })
const cacheOf = (n: number) => (processes[n % processes.length] as PostgresStores).timelines

async function openFilled(feed: FeedKey, idleTtlMs = HOUR_MS): Promise<void> {
  await cacheOf(0).open({ feed, token: 'open', readerClass: 0, idleTtlMs })
  const coverage = { graphVersion: 1, readerClass: 0 }
  const filled = { feed, token: 'open', nextToken: 'filled', add: [], remove: [], watermark: position(0), coverage }
  expect(await cacheOf(0).replace({ ...filled, maxEntries: 100 })).toBe('replaced')
}

const push = (n: number, to: readonly FeedKey[], places: readonly number[], maxEntries = 1_000) =>
  cacheOf(n).push({ feeds: to, entries: places.map(entry), pushFrom: 0, maxEntries })

async function read(feed: FeedKey): Promise<TimelineSlice> {
  const slice = await cacheOf(1).read({ feed, limit: 10_000, idleTtlMs: HOUR_MS })
  if (slice === null) throw new Error('the timeline is absent')
  return slice
}

const rowOf = async (feed: FeedKey) =>
  (await schema.admin.query('select ctid::text, expires_at from timelines where owner_id = $1', [feed.ownerId])).rows[0]

it('takes pushes with feeds in common, in any order, at once: none waits for ever and none is lost', async () => {
  const some = range(60).map(freshFeed)
  for (const feed of some) await openFilled(feed)
  const statuses = await Promise.all(range(40).map((n) => push(n, n % 2 === 0 ? some : [...some].reverse(), [n + 1])))
  expect(new Set(statuses.flat())).toEqual(new Set(['pushed']))
  for (const feed of some) expect((await read(feed)).entries).toEqual(range(40).map((n) => entry(40 - n)))
})

it('keeps what was pushed while a timeline was replaced, opened and evicted at once, or says that it is absent', async () => {
  for (const round of range(20)) {
    const feed = freshFeed()
    await openFilled(feed)
    const coverage = { graphVersion: 2, readerClass: 0 }
    const change = { feed, token: 'filled', nextToken: 'next', add: [entry(500)], remove: [], watermark: position(0) }
    const [statuses, evicted] = await Promise.all([
      Promise.all(range(12).map((n) => push(n, [feed], [n + 1]))),
      round % 2 === 0 ? undefined : cacheOf(1).evict({ feeds: [feed] }),
      cacheOf(0).replace({ ...change, coverage, maxEntries: 1_000 }),
      cacheOf(1).open({ feed, token: `again ${round}`, readerClass: 0, idleTtlMs: HOUR_MS }),
    ])
    const slice = await cacheOf(0).read({ feed, limit: 100, idleTtlMs: HOUR_MS })
    const there = new Set(slice?.entries.map((each) => each.position))
    if (evicted === undefined && slice?.coverage != null) {
      for (const [n, [status]] of statuses.entries()) if (status === 'pushed') expect(there).toContain(position(n + 1))
    }
  }
})

it('never shows a timeline again that was kept from a push because its time was over', async () => {
  const feed = freshFeed()
  await openFilled(feed)
  await schema.admin.query('update timelines set expires_at = now() where owner_id = $1', [feed.ownerId])
  expect(await push(0, [feed], [1])).toEqual(['absent'])
  expect(await rowOf(feed)).toBeUndefined()
})

it('writes nothing when it is read, until a sixteenth of its time is used up', async () => {
  const feed = freshFeed()
  await openFilled(feed)
  await read(feed)
  const before = await rowOf(feed)
  for (const _ of range(5)) await read(feed)
  expect(await rowOf(feed)).toEqual(before)
  await schema.admin.query(`update timelines set expires_at = now() + interval '59 minutes' where owner_id = $1`, [
    feed.ownerId,
  ])
  await read(feed)
  expect((await rowOf(feed)).expires_at.getTime()).toBeGreaterThan(Date.now() + HOUR_MS)
})

it('sweeps up expired timelines when others are opened', async () => {
  const expired = range(50).map(freshFeed)
  for (const feed of expired) await openFilled(feed)
  const owners = expired.map(({ ownerId }) => ownerId)
  await schema.admin.query('update timelines set expires_at = now() where owner_id = any($1)', [owners])
  for (const _ of range(3)) await cacheOf(0).open({ feed: freshFeed(), token: 't', readerClass: 0, idleTtlMs: HOUR_MS })
  expect((await schema.admin.query('select from timelines where owner_id = any($1)', [owners])).rows).toEqual([])
})

it('equals a sorted set with a watermark, over many merges, in whatever order the pushes come', async () => {
  const pushes = fc.array(fc.array(fc.nat(400), { minLength: 1, maxLength: 12 }), { minLength: 20, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(pushes, fc.constantFrom(20, 60, 1_000), fc.boolean(), async (batches, maxEntries, ascending) => {
      const feed = freshFeed()
      await openFilled(feed)
      const pushed = new Set<string>()
      for (const [index, batch] of batches.entries()) {
        const places = batch.map((n) => 1 + n + (ascending ? 20 * index : 0))
        await push(index, [feed], places, maxEntries)
        for (const place of places) pushed.add(position(place))
        const { entries, watermark, more } = await read(feed)
        const above = [...pushed]
          .sort()
          .reverse()
          .filter((each) => each > watermark)
        expect(entries.map((each) => each.position)).toEqual(above)
        expect(more).toBe(false)
        expect(entries.length).toBeLessThanOrEqual(maxEntries * 1.25)
        expect(entries.length).toBeGreaterThanOrEqual(Math.min(maxEntries, pushed.size))
        if (entries.length < pushed.size) expect(pushed).toContain(watermark)
      }
    }),
    { numRuns: 12 },
  )
})
