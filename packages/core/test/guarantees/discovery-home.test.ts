import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOARDS, sliceAt } from '../../src/discovery/board'
import { DEFAULT_TENANT, type FeedPage, type HomeTimelineRequest } from '../../src/index'
import { hang, unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import {
  type Body,
  followAll,
  ids,
  say,
  sayMany,
  type TestEngine,
  texts,
  World,
  type WorldEngineOptions,
} from '../support/world'

const HOUR_MS = 3_600_000

function open(options: WorldEngineOptions = {}) {
  const world = new World()
  return { world, engine: world.engine({ discovery: {}, relay: { pollIntervalMs: HOUR_MS }, ...options }) }
}

/** Posts of strangers that others like, the first of them most. */
async function trendingPosts(engine: TestEngine, count: number, topics?: readonly string[], homeRegion?: string) {
  const name = [...(topics ?? []), homeRegion ?? ''].join(' ').trim() || 'post'
  const more = { ...(topics === undefined ? {} : { topics }), ...(homeRegion === undefined ? {} : { homeRegion }) }
  for (let index = 1; index <= count; index++) {
    const post = await say(engine, `stranger ${index}`, `${name} ${index}`, more)
    for (let fan = index; fan <= count; fan++) {
      await engine.recordInteractions({ viewerId: `fan ${fan}`, interactions: [{ kind: 'like', postId: post.id }] })
    }
  }
}

const read = (engine: TestEngine, more: Partial<HomeTimelineRequest> = {}): Promise<FeedPage<Body>> =>
  engine.homeTimeline({ viewerId: 'viewer', limit: 10, ...more })

const reasons = (page: FeedPage<Body>) => page.items.map(({ why }) => why.reason)

describe.each(['chronological', 'ranked'] as const)('a %s home feed that is short', (ranking) => {
  test('goes on with what is trending, behind its own posts, up to the declared share', async () => {
    const { world, engine } = open()
    await trendingPosts(engine, 5)
    await followAll(engine, ['viewer'], ['friend'])
    await sayMany(engine, 'friend', 'own', 2)
    await world.time.run(engine.drain())
    const page = await read(engine, { ranking })
    expect(texts(page)).toEqual(['own 2', 'own 1', 'post 1', 'post 2', 'post 3'])
    expect(reasons(page)).toEqual(['followed', 'followed', 'discovered', 'discovered', 'discovered'])
    expect(page.items.at(-1)?.why).toEqual({ reason: 'discovered', source: 'trending' })
    expect(page.discovered).toEqual({ share: 0.3, count: 3 })
    expect(page.nextCursor).toBeUndefined()
    expect(page.degraded).toEqual([])
    expect((await read(engine, { ranking, limit: 3 })).discovered).toEqual({ share: 0.3, count: 0 })
  })

  test('takes no more than there is room for, and a full one or a later page nothing', async () => {
    const { world, engine } = open({ discovery: { share: 0.5 } })
    await trendingPosts(engine, 5)
    await followAll(engine, ['viewer'], ['friend'])
    await sayMany(engine, 'friend', 'own', 9)
    await world.time.run(engine.drain())
    expect(reasons(await read(engine, { ranking })).filter((reason) => reason === 'discovered')).toHaveLength(1)
    const full = await read(engine, { ranking, limit: 9 })
    expect(full.discovered).toBeUndefined()
    expect(full.items).toHaveLength(9)
    const first = await read(engine, { ranking, limit: 5 })
    const second = await engine.homeTimeline({ viewerId: 'viewer', limit: 5, cursor: first.nextCursor ?? '' })
    expect(second.items).toHaveLength(4)
    expect(second.discovered).toBeUndefined()
  })

  test('is all discovered for who follows nobody yet, in the region first', async () => {
    const { world, engine } = open()
    await trendingPosts(engine, 3, undefined, 'north')
    await trendingPosts(engine, 2, undefined, 'south')
    await world.time.run(engine.drain())
    const page = await read(engine, { ranking, region: 'south', limit: 4 })
    expect(texts(page)).toEqual(['south 1', 'south 2', 'north 1', 'north 2'])
    expect(page.discovered).toEqual({ share: 1, count: 4 })
    expect(page.nextCursor).toBeUndefined()
  })
})

test('the boards are those of the topics that the viewer cares for', async () => {
  const { world, engine } = open({ discovery: { share: 0.5 } })
  await trendingPosts(engine, 5, ['sport'])
  await trendingPosts(engine, 3, ['tea'])
  await followAll(engine, ['viewer'], ['friend'])
  const post = await say(engine, 'friend', 'own', { topics: ['tea'] })
  await engine.recordInteractions({ viewerId: 'viewer', interactions: [{ kind: 'like', postId: post.id }] })
  await world.time.run(engine.drain())
  expect(texts(await read(engine))).toEqual(['own', 'tea 1', 'tea 2', 'tea 3', 'sport 1', 'sport 2'])
})

test('a content type takes no topic the place', async () => {
  const { world, engine } = open({ discovery: { share: 0.5 } })
  await trendingPosts(engine, 2, ['sport'])
  for (const topic of ['tea', 'sea', 'art']) await trendingPosts(engine, 1, [topic])
  await followAll(engine, ['viewer'], ['friend'])
  for (const topic of ['tea', 'sea', 'art']) {
    const post = await say(engine, 'friend', topic, { topics: [topic], contentType: 'text' })
    await engine.recordInteractions({ viewerId: 'viewer', interactions: [{ kind: 'like', postId: post.id }] })
  }
  await world.time.run(engine.drain())
  const found = texts(await read(engine)).slice(3)
  expect(found.slice(0, 3).toSorted()).toEqual(['art 1', 'sea 1', 'tea 1'])
  expect(found.slice(3)).toEqual(['sport 1', 'sport 2'])
})

test('what the feed gets while its page is being filled up is not discovered', async () => {
  const world = new World()
  let meanwhile: (() => Promise<void>) | undefined
  const engine = world.engine({
    discovery: {},
    intercept: async ({ port, method, params }, next) => {
      const now = port === 'signals' && method === 'read' && JSON.stringify(params).includes('"trending"')
      if (now) await meanwhile?.()
      return next()
    },
  })
  await followAll(engine, ['viewer'], ['friend'])
  meanwhile = async () => {
    const { kind: _kind, ...rule } = BOARDS.trending
    const nowMs = world.time.now()
    const subject = sliceAt({ signal: BOARDS.trending }, nowMs)
    for (const authorId of ['viewer', 'friend', 'stranger']) {
      const { id } = await say(engine, authorId, authorId)
      const update = { subject, eventId: id, atMs: nowMs, changes: [{ key: id, weight: 1 }], ...rule }
      await world.stores.signals.record({ tenant: DEFAULT_TENANT, nowMs, updates: [update] })
    }
  }
  expect(texts(await read(engine))).toEqual(['stranger'])
})

test('"see fewer" wears off for discoveries too', async () => {
  const { world, engine } = open()
  const hide = { kind: 'hide', authorId: 'stranger 1' } as const
  await engine.recordInteractions({ viewerId: 'viewer', interactions: [hide] })
  for (const [days, expected] of [
    [0, ['post 2']],
    [155, ['post 1', 'post 2']],
  ] as const) {
    world.time.jump(days * 24 * HOUR_MS)
    await trendingPosts(engine, 2)
    await world.time.run(engine.drain())
    expect(texts(await read(engine))).toEqual(expected)
  }
})

test('a share is rounded down, but not by what binary fractions make of it', async () => {
  const { world, engine } = open({ discovery: { share: 0.29 } })
  await followAll(engine, ['viewer'], ['friend'])
  for (let index = 0; index < 30; index++) {
    const post = await say(engine, `stranger ${index}`, 'post')
    await engine.recordInteractions({ viewerId: 'fan', interactions: [{ kind: 'like', postId: post.id }] })
  }
  await world.time.run(engine.drain())
  expect((await read(engine, { limit: 100 })).discovered?.count).toBe(29)
  expect((await read(engine, { limit: 99 })).discovered?.count).toBe(28)
})

test('nothing of whom the viewer follows, is, mutes, blocks, or asked to see fewer of is discovered', async () => {
  const { world, engine } = open({ feed: { replies: 'both-followed' }, discovery: { share: 0.5 } })
  const names = ['followed', 'viewer', 'muted', 'blocked', 'blocking', 'fewer', 'again', 'stranger'] as const
  const parent = await say(engine, 'nobody', 'parent')
  const reply = await say(engine, 'somebody', 'a reply', { inReplyTo: parent.id })
  await engine.recordInteractions({ viewerId: 'fan', interactions: [{ kind: 'like', postId: reply.id }] })
  for (const name of names) {
    // Replies to somebody whom the viewer does not follow are no part of this viewer's home feed.
    const more = name === 'followed' ? { inReplyTo: parent.id } : {}
    const post = await say(engine, name, name, more)
    await engine.recordInteractions({ viewerId: 'fan', interactions: [{ kind: 'like', postId: post.id }] })
  }
  await followAll(engine, ['viewer'], ['followed'])
  await engine.mute({ userId: 'viewer', targetId: 'muted' })
  await engine.block({ userId: 'viewer', targetId: 'blocked' })
  await engine.block({ userId: 'blocking', targetId: 'viewer' })
  const hide = { kind: 'hide', authorId: 'fewer' } as const
  const back = [{ kind: 'hide', authorId: 'again' } as const, { kind: 'unhide', authorId: 'again' } as const]
  await engine.recordInteractions({ viewerId: 'viewer', interactions: [hide, ...back] })
  await world.time.run(engine.drain())
  expect(texts(await read(engine)).toSorted()).toEqual(['again', 'parent', 'stranger', 'viewer'])
})

test('a refresh from the page before discovers nothing, and what was seen is not discovered once more', async () => {
  const { world, engine } = open()
  await trendingPosts(engine, 3)
  await world.time.run(engine.drain())
  const { topCursor = '', items } = await read(engine)
  expect(items).toHaveLength(3)
  expect((await read(engine, { since: topCursor })).items).toEqual([])
  await engine.markSeen({ viewerId: 'viewer', postIds: items.slice(0, 2).map(({ post }) => post.id) })
  expect(texts(await read(engine, { hideSeen: true }))).toEqual(['post 3'])
})

test('what a repost on the page shows is not shown once more', async () => {
  const { world, engine } = open()
  await trendingPosts(engine, 2)
  const [first] = (await engine.userTimeline({ viewerId: 'viewer', authorId: 'stranger 1' })).items
  await followAll(engine, ['viewer'], ['friend'])
  await engine.publish({ authorId: 'friend', repostOf: first?.post.id ?? '' })
  await world.time.run(engine.drain())
  const page = await read(engine)
  expect(page.items.map(({ post, original }) => (original ?? post).body?.text)).toEqual(['post 1', 'post 2'])
})

test('whatever is on the boards, no page repeats a post, and the feed itself is as without discovery', async () => {
  const names = ['viewer', 'friend', 's1', 's2'] as const
  const post = fc.record({ author: fc.constantFrom(...names), likes: fc.nat(3), topics: fc.subarray(['x', 'y']) })
  const script = fc.record({
    posts: fc.array(post, { maxLength: 25 }),
    reposts: fc.array(fc.nat(24), { maxLength: 3 }),
    limit: fc.integer({ min: 1, max: 12 }),
    share: fc.constantFrom(0, 0.1, 0.5),
    ranking: fc.constantFrom('chronological' as const, 'ranked' as const),
  })
  await fc.assert(
    fc.asyncProperty(script, async ({ posts, reposts, limit, share, ranking }) => {
      const { world, engine } = open({ discovery: { share } })
      const plain = world.engine({ workers: 'none' })
      await followAll(engine, ['viewer'], ['friend'])
      const published: string[] = []
      for (const { author, likes, topics } of posts) {
        const { id } = await say(engine, author, 'post', { topics })
        published.push(id)
        for (let fan = 0; fan < likes; fan++) {
          await engine.recordInteractions({ viewerId: `fan ${fan}`, interactions: [{ kind: 'like', postId: id }] })
        }
      }
      for (const pick of reposts) {
        const repostOf = published[pick]
        if (repostOf !== undefined) await engine.publish({ authorId: 'friend', repostOf })
      }
      await world.time.run(engine.drain())
      const seen: string[] = []
      const own: string[] = []
      let cursor: string | undefined
      do {
        const page = await read(engine, { limit, ranking, ...(cursor === undefined ? {} : { cursor }) })
        seen.push(...ids(page))
        const items = page.items.filter(({ why }) => why.reason !== 'discovered')
        own.push(...items.map((item) => item.post.id))
        const found = page.items.length - items.length
        expect(page.items.slice(items.length).every(({ why }) => why.reason === 'discovered')).toBe(true)
        expect(found).toBe(page.discovered?.count ?? 0)
        expect(found).toBeLessThanOrEqual(share * limit)
        cursor = page.nextCursor
      } while (cursor !== undefined)
      expect(new Set(seen).size).toBe(seen.length)

      const without: string[] = []
      do {
        const page = await read(plain, { limit, ranking, ...(cursor === undefined ? {} : { cursor }) })
        without.push(...ids(page))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      expect(own).toEqual(without)
      await engine.close()
    }),
    { numRuns: 12 },
  )
})

describe('what fails costs the discovered posts alone', () => {
  const failures: readonly (readonly [string, Interceptor])[] = [
    ['the signals', ({ port, method }, next) => (port === 'signals' && method === 'read' ? reject() : next())],
    [
      'signals that never answer',
      ({ port, method }, next) => (port === 'signals' && method === 'read' ? hang() : next()),
    ],
    ['the boards', ({ port, params }, next) => (port === 'signals' && isBoards(params) ? reject() : next())],
  ]
  const reject = (): never => {
    throw unavailable()
  }
  const isBoards = (params: unknown): boolean => JSON.stringify(params).includes('"trending"')

  test.each(failures)('%s', async (_name, interceptor) => {
    const { world, engine } = open()
    await trendingPosts(engine, 3)
    await followAll(engine, ['viewer'], ['friend'])
    await sayMany(engine, 'friend', 'own', 2)
    await world.time.run(engine.drain())
    const broken = world.engine({ discovery: {}, workers: 'none', intercept: interceptor })
    const begunAtMs = world.time.now()
    const page = await world.time.run(read(broken))
    expect(texts(page)).toEqual(['own 2', 'own 1'])
    expect(page.degraded).toEqual(['discovery-unavailable'])
    expect(page.discovered).toEqual({ share: 0.3, count: 0 })
    expect(world.time.now() - begunAtMs).toBeLessThanOrEqual(500)
  })
})

test('without the option, or with a share of 0, a short feed stays short', async () => {
  const world = new World()
  const engine = world.engine({ discovery: { share: 0 } })
  await trendingPosts(engine, 2)
  await world.time.run(engine.drain())
  for (const reader of [engine, world.engine({ workers: 'none' })]) {
    const page = await read(reader)
    expect(page.items).toEqual([])
    expect(page.discovered).toBeUndefined()
  }
  expect((await engine.trending({ viewerId: 'viewer' })).items).toHaveLength(2)
})
