import { expect, test } from 'vitest'
import { rankedHome, rankedPages } from '../support/ranked'
import { followAll, say, sayMany, texts, World } from '../support/world'

const DAY_MS = 86_400_000

/** A viewer who follows two authors, each with one post on a topic of their own. */
async function twoAuthors() {
  const world = new World()
  const engine = world.engine({ relay: { pollIntervalMs: DAY_MS / 24 } })
  await followAll(engine, ['viewer'], ['a', 'b'])
  const art = await say(engine, 'a', 'art', { topics: ['art'] })
  const chess = await say(engine, 'b', 'chess', { topics: ['chess'], contentType: 'video' })
  await world.time.run(engine.drain())
  const did = async (kind: 'like' | 'hide' | 'unhide', postId: string): Promise<void> => {
    await engine.recordInteractions({ viewerId: 'viewer', interactions: [{ kind, postId }] })
    await world.time.run(engine.drain())
  }
  return { world, engine, art, chess, did }
}

test('a like moves an author and a topic up, for the viewer alone, and the page says why', async () => {
  const { engine, art, did } = await twoAuthors()
  expect(texts(await rankedHome(engine))).toEqual(['chess', 'art'])
  await did('like', art.id)
  const page = await rankedHome(engine)
  expect(texts(page)).toEqual(['art', 'chess'])
  const [first, second] = page.items.map(({ why }) => why.ranking)
  expect(first?.terms['relationship']).toBeGreaterThan(second?.terms['relationship'] ?? 1)
  expect(first?.terms['affinity']).toBeCloseTo(0.3, 12)
  expect(second?.terms['affinity']).toBe(0)
  await followAll(engine, ['another'], ['a', 'b'])
  const others = await rankedHome(engine, { viewerId: 'another' })
  expect(others.items.map(({ why }) => why.ranking?.terms['affinity'])).toEqual([0, 0])
})

test('a repost is about what its original is about, and as popular', async () => {
  const { world, engine, art, did } = await twoAuthors()
  await did('like', art.id)
  await engine.unfollow({ followerId: 'viewer', followeeId: 'a' })
  await engine.publish({ authorId: 'b', repostOf: art.id })
  await world.time.run(engine.drain())
  const [repost] = (await rankedHome(engine)).items.filter(({ post }) => post.kind === 'repost')
  expect(repost?.why.ranking?.terms['affinity']).toBeCloseTo(0.3, 12)
  expect(repost?.why.ranking?.terms['engagement']).toBeGreaterThan(0)
})

test('it is forgotten by half in 15 days', async () => {
  const { world, engine, art, did } = await twoAuthors()
  const affinity = async (): Promise<number> => {
    const { items } = await rankedHome(engine)
    const term = items.find(({ post }) => post.id === art.id)?.why.ranking?.terms['relationship'] ?? 0
    return -5 * Math.log(1 - term / 0.4)
  }
  const followed = await affinity()
  await did('like', art.id)
  const before = await affinity()
  expect(before).toBeCloseTo(followed + 1, 6)
  await world.time.advance(15 * DAY_MS)
  expect(await affinity()).toBeCloseTo(before / 2, 4)
})

test('fewer posts of an author: gone from the ranked feed, its tail too, for 14 days, then back by and by', async () => {
  const { world, engine, chess, did } = await twoAuthors()
  await sayMany(engine, 'a', 'more', 25)
  await say(engine, 'b', 'b again')
  await world.time.run(engine.drain())
  await did('hide', chess.id)
  const small = world.engine({ ranking: { candidates: 20 } })
  const pages = await rankedPages(small, 10)
  const shown = pages.flatMap(texts)
  expect(shown).toHaveLength(26)
  expect(shown.filter((text) => text === 'chess' || text === 'b again')).toEqual([])
  expect(texts(await engine.homeTimeline({ viewerId: 'viewer', limit: 1 }))).toEqual(['b again'])

  const debugged = await rankedHome(small, { limit: 100, debug: true })
  expect(debugged.dropped).toEqual(expect.arrayContaining([{ postId: chess.id, reason: 'fatigue' }]))

  await world.time.advance(15 * DAY_MS)
  const { items } = await rankedHome(engine, { limit: 100 })
  const back = items.find(({ post }) => post.id === chess.id)
  expect(back?.why.ranking?.multipliers['fatigue']).toBeCloseTo(0.2 + 0.8 / 140, 3)
  await small.close()
})

test('an author of whom more is wanted again is back at once', async () => {
  const { world, engine, chess, did } = await twoAuthors()
  await did('hide', chess.id)
  expect(texts(await rankedHome(engine))).toEqual(['art'])
  await world.time.advance(1_000)
  await did('unhide', chess.id)
  expect(texts(await rankedHome(engine))).toEqual(['chess', 'art'])
})

test('interests of the last day weigh their share, however many there are of before', async () => {
  const { world, engine, art, chess, did } = await twoAuthors()
  for (let times = 0; times < 20; times++) await did('like', art.id)
  await world.time.advance(5 * DAY_MS)
  await did('like', chess.id)
  const { items } = await rankedHome(engine)
  const affinityOf = (id: string): number =>
    items.find(({ post }) => post.id === id)?.why.ranking?.terms['affinity'] ?? 0
  expect(affinityOf(art.id)).toBeGreaterThan(0)
  expect(affinityOf(chess.id)).toBeGreaterThan(0.05)
})

test('without signals the feed is ranked all the same; a store that is down or hangs is named', async () => {
  const { world, art, did } = await twoAuthors()
  await did('like', art.id)
  const { signals, ...without } = world.stores
  expect(signals).toBeDefined()
  const plain = world.engine({ stores: without })
  const personal = (page: Awaited<ReturnType<typeof rankedHome>>): readonly (number | undefined)[] =>
    page.items.flatMap(({ why }) => [why.ranking?.terms['relationship'], why.ranking?.terms['affinity']])
  const page = await rankedHome(plain)
  expect(personal(page)).toEqual([0, 0, 0, 0])
  expect(page.degraded).toEqual([])

  for (const read of [() => Promise.reject(new Error('down')), () => new Promise(() => undefined)]) {
    const failing = Object.assign(Object.create(world.stores.signals), { read })
    const down = world.engine({ stores: { ...world.stores, signals: failing } })
    const begunAtMs = world.time.now()
    const degraded = await world.time.run(rankedHome(down))
    expect(personal(degraded)).toEqual([0, 0, 0, 0])
    expect(degraded.degraded).toEqual(['signals-unavailable'])
    expect(world.time.now() - begunAtMs).toBeLessThanOrEqual(100)
  }
})
