import { expect, test } from 'vitest'
import type { Scorer } from '../../src/index'
import { rankedHome, rankedPages, scrambling } from '../support/ranked'
import { followAll, ids, sayMany, World } from '../support/world'

const HOUR_MS = 3_600_000

async function feed(posts: number, scorer: Scorer = scrambling) {
  const world = new World()
  const engine = world.engine({
    ranking: { scorer },
    relay: { pollIntervalMs: HOUR_MS },
  })
  await followAll(engine, ['viewer'], ['a'])
  await sayMany(engine, 'a', 'post', posts)
  await world.time.run(engine.drain())
  return { world, engine }
}

test.each([1, 2, 99, 100])('%d posts a page show each post once, and the last page has no cursor', async (limit) => {
  const { engine } = await feed(100)
  const pages = await rankedPages(engine, limit)
  const shown = pages.flatMap(ids)
  expect(new Set(shown).size).toBe(100)
  expect(shown).toHaveLength(100)
  expect(pages).toHaveLength(Math.ceil(100 / limit))
  expect(pages.map(({ nextCursor }) => nextCursor === undefined)).toEqual(pages.map((_, i) => i === pages.length - 1))
})

test('a feed without posts is an empty page that says how it would have been ranked, and no scorer is asked', async () => {
  const { engine } = await feed(0, { name: 'scrambling', score: () => Promise.reject(new Error('asked')) })
  const page = await rankedHome(engine)
  expect(page.items).toEqual([])
  expect(page.nextCursor).toBeUndefined()
  expect(page.degraded).toEqual([])
  expect(page.ranking).toMatchObject({ scorer: 'scrambling', e95: 0, restarted: false })
})

test('a strict read is ranked the same from the stores of truth alone', async () => {
  const { world, engine } = await feed(30)
  const cached = await rankedHome(engine, { limit: 30 })
  await world.evict('viewer')
  const strict = await rankedHome(engine, { limit: 30, read: 'strict' })
  expect(ids(strict)).toEqual(ids(cached))
  expect(strict.items.map(({ why }) => why.source)).toEqual(new Array(30).fill('session'))
  expect(await world.timelineOf('viewer')).toBeNull()
})

test('a ranked scroll without what was seen goes on over pages, and ends when all is', async () => {
  const { world, engine } = await feed(12)
  const first = await rankedHome(engine, { limit: 5, hideSeen: true })
  await engine.markSeen({ viewerId: 'viewer', postIds: ids(first).slice(0, 3) })
  await world.time.run(engine.drain())
  const again = await rankedHome(engine, { limit: 20, hideSeen: true })
  expect(ids(again)).toHaveLength(9)
  expect(ids(again)).not.toEqual(expect.arrayContaining(ids(first).slice(0, 1)))
  await engine.markSeen({ viewerId: 'viewer', postIds: ids(again) })
  await world.time.run(engine.drain())
  const none = await rankedHome(engine, { limit: 20, hideSeen: true })
  expect(ids(none)).toEqual([])
  expect(none.nextCursor).toBeUndefined()
})
