import { MemoryCounterArchive, MemoryCounterStore } from '@feed-engine/adapter-memory'
import { expect, test } from 'vitest'
import { createFeedEngine } from '../../src/index'
import { stall, unavailable } from '../support/faults'
import { expectRefusal } from '../support/refusal'
import { CURSOR_KEYS, followAll, say, World } from '../support/world'

const ZEROS = { likes: 0, replies: 0, reposts: 0, quotes: 0, views: 0 }
const HOUR_MS = 3_600_000

/** Ann has posted; bob, who follows her, has seen, liked and answered. */
async function talk(world: World) {
  const engine = world.engine()
  await followAll(engine, ['bob'], ['ann'])
  const post = await say(engine, 'ann', 'hello')
  await engine.recordInteractions({
    viewerId: 'bob',
    interactions: [
      { kind: 'view', postId: post.id, eventId: 'v' },
      { kind: 'like', postId: post.id },
    ],
  })
  await say(engine, 'bob', 'hi', { inReplyTo: post.id })
  await engine.publish({ authorId: 'bob', repostOf: post.id })
  await world.time.run(engine.drain())
  const counts = { ...ZEROS, likes: 1, replies: 1, reposts: 1, views: 1 }
  return { engine, post, counts }
}

test('home and user timelines show counts, and what the viewer likes; a repost shows those of the original', async () => {
  const world = new World()
  const { engine, post, counts } = await talk(world)
  for (const ranking of ['chronological', 'ranked'] as const) {
    const { items, degraded } = await engine.homeTimeline({ viewerId: 'bob', ranking })
    expect(degraded).toEqual([])
    const own = items.find((item) => item.post.kind === 'reply')
    expect(own).toMatchObject({ counts: ZEROS, viewer: { liked: false } })
    const shown = items.filter((item) => (item.original ?? item.post).id === post.id)
    expect(shown.length).toBeGreaterThan(0)
    for (const item of shown) expect(item).toMatchObject({ counts, viewer: { liked: true } })
  }
  const theirs = await engine.userTimeline({ viewerId: 'cay', authorId: 'ann' })
  expect(theirs.items).toMatchObject([{ counts, viewer: { liked: false } }])
  const found = await engine.counters({ postIds: [post.id, post.id], viewerId: 'bob' })
  expect([...found]).toEqual([[post.id, { counts, viewer: { liked: true } }]])
  expect([...(await engine.counters({ postIds: [post.id] }))]).toEqual([[post.id, { counts }]])
  await engine.close()
})

test('a like that is taken back, and a reply that is deleted, count no more', async () => {
  const world = new World()
  const { engine, post, counts } = await talk(world)
  const { items } = await engine.userTimeline({ viewerId: 'bob', authorId: 'bob' })
  await world.time.advance(10)
  for (const { post: own } of items) await engine.deletePost({ postId: own.id, authorId: 'bob' })
  await engine.recordInteractions({ viewerId: 'bob', interactions: [{ kind: 'unlike', postId: post.id }] })
  await world.time.run(engine.drain())
  const found = await engine.counters({ postIds: [post.id], viewerId: 'bob' })
  expect(found.get(post.id)).toEqual({ counts: { ...ZEROS, views: counts.views }, viewer: { liked: false } })
  await engine.close()
})

test('the counters of a page are one call, made while its posts are read', async () => {
  const world = new World()
  const { engine } = await talk(world)
  const calls: string[] = []
  const reader = world.engine({
    workers: 'none',
    intercept: ({ port, method }, next) => {
      calls.push(`${port}.${method}`)
      return next()
    },
  })
  await reader.homeTimeline({ viewerId: 'cay' })
  await reader.follow({ followerId: 'cay', followeeId: 'ann' })
  calls.length = 0
  await reader.userTimeline({ viewerId: 'cay', authorId: 'ann' })
  expect(calls.filter((call) => call === 'counters.read')).toHaveLength(1)
  const lastOfPosts = calls.findLastIndex((call) => call.startsWith('posts.'))
  expect(calls.indexOf('counters.read')).toBeLessThan(lastOfPosts)
  await reader.close()
  await engine.close()
})

test.each(['down', 'silent'])('counters that are %s cost a page its numbers, and at most 100 ms', async (how) => {
  const world = new World()
  const { engine } = await talk(world)
  const reader = world.engine({
    workers: 'none',
    intercept: (call, next) => {
      if (call.port !== 'counters') return next()
      if (how === 'silent') return stall(world.time, { ...call, deadlineMs: 60_000 })
      throw unavailable()
    },
  })
  const before = world.time.now()
  const { items, degraded } = await world.time.run(reader.homeTimeline({ viewerId: 'bob' }))
  expect(world.time.now() - before).toBeLessThanOrEqual(100)
  expect(degraded).toEqual(['counters-unavailable'])
  expect(items.length).toBeGreaterThan(0)
  for (const item of items) expect([item.counts, item.viewer]).toEqual([undefined, undefined])
  await world.time.run(reader.close())
  await engine.close()
})

test('what was counted is saved within the interval, and comes back when the store in front has lost everything', async () => {
  const world = new World()
  const counterArchive = new MemoryCounterArchive()
  const stores = { ...world.stores, counterArchive }
  Object.assign(world.stores, { counterArchive })
  const { engine, post, counts } = await talk(world)
  await engine.recordInteractions({ viewerId: 'cay', interactions: [{ kind: 'like', postId: post.id }] })
  await world.time.advance(120_000)
  const counters = new MemoryCounterStore({ clock: world.time })
  const other = createFeedEngine({
    stores: { ...stores, counters },
    clock: world.time,
    timers: world.time,
    workers: 'none',
    cursor: { keys: CURSOR_KEYS },
  })
  const found = await other.counters({ postIds: [post.id], viewerId: 'cay' })
  expect(found.get(post.id)).toEqual({ counts: { ...counts, likes: 2 }, viewer: { liked: true } })
  await other.close()
  await engine.close()
})

/** Counts that only the archive has, which takes 300 ms to tell them. */
async function archived() {
  const world = new World()
  Object.assign(world.stores, { counterArchive: new MemoryCounterArchive() })
  const { engine, post, counts } = await talk(world)
  await engine.close()
  Object.assign(world.stores, { counters: new MemoryCounterStore({ clock: world.time }) })
  const calls: string[] = []
  const reader = world.engine({
    workers: 'none',
    intercept: async ({ port, method }, next) => {
      calls.push(`${port}.${method}`)
      if (method === 'load') await new Promise<void>((resolve) => world.time.setTimeout(resolve, 300))
      return next()
    },
  })
  const read = () => world.time.run(reader.userTimeline({ viewerId: 'bob', authorId: 'ann' }))
  return { world, reader, read, post, counts, calls }
}

test('counts that come too late from the archive for one page are there for the next', async () => {
  const { world, reader, read, counts } = await archived()
  const before = world.time.now()
  expect((await read()).degraded).toEqual(['counters-unavailable'])
  expect(world.time.now() - before).toBeLessThanOrEqual(100)
  await world.time.advance(300)
  const { items, degraded } = await read()
  expect(degraded).toEqual([])
  expect(items).toMatchObject([{ counts, viewer: { liked: true } }])
  await reader.close()
})

test('the archive is asked once for what many readers miss, and no member of it is taken for another', async () => {
  const { world, reader, post, counts, calls } = await archived()
  const viewers = ['bob', 'bob', 'cay', undefined, 'dan']
  const reads = viewers.map((viewerId) =>
    reader.counters({ postIds: [post.id], ...(viewerId === undefined ? {} : { viewerId }) }),
  )
  await world.time.advance(300)
  expect(calls.filter((call) => call === 'counterArchive.load')).toHaveLength(3)
  const found = await world.time.run(Promise.all(reads))
  for (const [index, viewerId] of viewers.entries()) {
    const viewer = viewerId === undefined ? {} : { viewer: { liked: viewerId === 'bob' } }
    expect(found[index]?.get(post.id)).toEqual({ counts, ...viewer })
  }
  await reader.close()
})

test('closing waits for counts that are on their way from the archive, and no store is asked after it', async () => {
  const { world, reader, read, calls } = await archived()
  await read()
  await world.time.run(reader.close())
  expect(calls).toContain('writeBehind.restore')
  const asked = calls.length
  await world.time.advance(10_000)
  expect(calls).toHaveLength(asked)
})

test('a replay of interactions repairs a store that lost its latest changes, and counts nothing twice', async () => {
  const world = new World()
  const { engine, post, counts } = await talk(world)
  const replayed = await engine.replay({ fromMs: 0, of: 'counters' })
  expect(replayed.events).toBeGreaterThan(3)
  await world.time.run(engine.drain())
  expect((await engine.counters({ postIds: [post.id] })).get(post.id)).toEqual({ counts })
  await engine.close()
  const lost = { ...world.stores, counters: new MemoryCounterStore({ clock: world.time }) }
  const options = { clock: world.time, timers: world.time, cursor: { keys: CURSOR_KEYS } }
  const other = createFeedEngine({ stores: lost, ...options })
  await world.time.run(other.drain())
  await other.replay({ fromMs: 0, of: 'counters' })
  await world.time.run(other.drain())
  expect((await other.counters({ postIds: [post.id] })).get(post.id)).toEqual({ counts })
  await other.close()
})

test('a view that waited longer than views are remembered is not counted', async () => {
  const world = new World()
  const { engine, post, counts } = await talk(world)
  await engine.stopWorkers()
  const interactions = [{ kind: 'view', postId: post.id, atMs: world.time.now() }] as const
  await engine.recordInteractions({ viewerId: 'cay', interactions })
  await world.time.advance(25 * HOUR_MS)
  await engine.recordInteractions({ viewerId: 'cay', interactions })
  await engine.startWorkers()
  await world.time.run(engine.drain())
  const found = await engine.counters({ postIds: [post.id] })
  expect(found.get(post.id)?.counts.views).toBe(counts.views + 1)
  await engine.close()
})

test('100,000 views and likes of one post are each counted once', async () => {
  const world = new World()
  const engine = world.engine()
  const post = await say(engine, 'ann', 'hello')
  for (let viewer = 0; viewer < 1_000; viewer++) {
    const views = Array.from({ length: 99 }, (_, n) => ({ kind: 'view', postId: post.id, eventId: `v${n}` }) as const)
    const interactions = [...views, { kind: 'like', postId: post.id } as const]
    await engine.recordInteractions({ viewerId: `viewer ${viewer}`, interactions })
  }
  await world.time.run(engine.drain())
  const found = await engine.counters({ postIds: [post.id] })
  expect(found.get(post.id)?.counts).toEqual({ ...ZEROS, views: 99_000, likes: 1_000 })
  await engine.close()
})

test('an archive is refused beside counters that cannot stand in front of it, saying what is missing', async () => {
  const { posts, graph, bus, counters } = new World().stores
  const create = (more: object) => () =>
    createFeedEngine({ stores: { posts, graph, bus, ...more }, workers: 'none', cursor: { keys: CURSOR_KEYS } })
  const archive = new MemoryCounterArchive()
  const durable = Object.assign(new MemoryCounterArchive(), { capabilities: Object.freeze({ durable: true }) })
  const plain = new Proxy(counters, {
    get: (target, name) => {
      if (name === 'writeBehind') return undefined
      if (name === 'capabilities') return { durable: false, writeBehind: false }
      return Reflect.get(target, name, target)
    },
  })
  const rules = [
    [{ counterArchive: archive }, 'nothing would be archived'],
    [{ counterArchive: archive, counters: plain }, 'writeBehind'],
    [{ counterArchive: durable, counters }, 'durable'],
  ] as const
  for (const [stores, rule] of rules) {
    const error = await expectRefusal(create(stores), { code: 'INVALID_OPTION', field: 'stores.counters' })
    expect(error.rule).toContain(rule)
  }
})
