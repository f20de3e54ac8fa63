import { MemoryUserDirectory } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import { BOARDS, sliceAt } from '../../src/discovery/board'
import { DEFAULT_TENANT, type Interaction, type Post, type TrendingRequest } from '../../src/index'
import { unavailable } from '../support/faults'
import { expectRefusal, refusal } from '../support/refusal'
import { type Body, say, type TestEngine, World, type WorldEngineOptions } from '../support/world'

const HOUR_MS = 3_600_000

function open(options: WorldEngineOptions = {}) {
  const world = new World()
  return { world, engine: world.engine({ discovery: {}, relay: { pollIntervalMs: HOUR_MS }, ...options }) }
}

/** So many people like a post. */
async function liked(engine: TestEngine, post: Post<Body>, count: number, more: Partial<Interaction> = {}) {
  for (let fan = 1; fan <= count; fan++) {
    const interactions = [{ kind: 'like', postId: post.id, ...more } as const]
    await engine.recordInteractions({ viewerId: `fan ${fan}`, interactions })
  }
}

/** What is trending, by text, once everything is applied and no board is remembered any more. */
async function trend(world: World, engine: TestEngine, more: Partial<TrendingRequest> = {}) {
  await world.time.run(engine.drain())
  await world.time.advance(10_000)
  const { items } = await engine.trending({ viewerId: 'viewer', ...more })
  return items.map(({ post }) => post.body?.text)
}

async function popular(world: World, engine: TestEngine, topic?: string) {
  await world.time.run(engine.drain())
  await world.time.advance(10_000)
  const authors = await engine.popularAuthors({ viewerId: 'viewer', ...(topic === undefined ? {} : { topic }) })
  return authors.map(({ authorId }) => authorId)
}

describe('what is trending', () => {
  test('is what most engage with, in all, in a topic, in a region, and in both', async () => {
    const { world, engine } = open()
    const tea = await say(engine, 'a', 'tea', { topics: ['food', 'calm'], homeRegion: 'north' })
    const pie = await say(engine, 'b', 'pie', { topics: ['food'], homeRegion: 'south' })
    const sea = await say(engine, 'c', 'sea', { topics: ['calm'], homeRegion: 'south' })
    await liked(engine, tea, 1)
    await liked(engine, pie, 3)
    await liked(engine, sea, 2)
    expect(await trend(world, engine)).toEqual(['pie', 'sea', 'tea'])
    expect(await trend(world, engine, { limit: 1 })).toEqual(['pie'])
    expect(await trend(world, engine, { topic: 'calm' })).toEqual(['sea', 'tea'])
    expect(await trend(world, engine, { region: 'south' })).toEqual(['pie', 'sea'])
    expect(await trend(world, engine, { topic: 'calm', region: 'north' })).toEqual(['tea'])
    expect(await trend(world, engine, { topic: 'north' })).toEqual([])
    const { items } = await engine.trending({ viewerId: 'viewer', limit: 1 })
    expect(items[0]?.why).toEqual({ reason: 'discovered', source: 'trending' })
  })

  test('forgets: a few likes of now outweigh twice as many of two half-lives ago', async () => {
    const { world, engine } = open()
    await liked(engine, await say(engine, 'a', 'old'), 7)
    await world.time.run(engine.drain())
    await world.time.advance(12 * HOUR_MS)
    const recent = await say(engine, 'b', 'new')
    await liked(engine, recent, 1)
    expect(await trend(world, engine)).toEqual(['old', 'new'])
    await engine.recordInteractions({ viewerId: 'another', interactions: [{ kind: 'like', postId: recent.id }] })
    expect(await trend(world, engine)).toEqual(['new', 'old'])
    await world.time.advance(24 * HOUR_MS)
    expect(await trend(world, engine)).toEqual([])
  })

  test('weighs answers more than likes, and views nothing', async () => {
    const { world, engine } = open()
    const answered = await say(engine, 'a', 'answered')
    const likedTwice = await say(engine, 'b', 'liked')
    await liked(engine, likedTwice, 2)
    await say(engine, 'c', 'seen').then((post) => liked(engine, post, 9, { kind: 'view' }))
    await say(engine, 'd', 'an answer', { inReplyTo: answered.id })
    expect(await trend(world, engine)).toEqual(['answered', 'liked'])
  })

  test('counts a viewer once an hour, however often they like, and nobody for their own posts', async () => {
    const { world, engine } = open()
    const pushed = await say(engine, 'b', 'pushed')
    const loved = await say(engine, 'a', 'loved')
    await liked(engine, loved, 2)
    for (let round = 0; round < 5; round++) {
      await liked(engine, pushed, 1)
      await liked(engine, pushed, 1, { kind: 'unlike' })
      await engine.recordInteractions({ viewerId: 'b', interactions: [{ kind: 'like', postId: pushed.id }] })
    }
    expect(await trend(world, engine)).toEqual(['loved', 'pushed'])
  })

  test('counts what is delivered twice once', async () => {
    const world = new World()
    let lost = 0
    const engine = world.engine({
      discovery: {},
      intercept: async ({ port, method, params }, next) => {
        const answer = await next()
        const ofBoards = port === 'signals' && method === 'record' && JSON.stringify(params).includes('trending')
        if (!ofBoards || ++lost > 3) return answer
        throw unavailable()
      },
    })
    const two = await say(engine, 'a', 'two')
    const three = await say(engine, 'b', 'three')
    await liked(engine, two, 2)
    await liked(engine, three, 3)
    await world.time.run(engine.drain())
    expect(lost).toBeGreaterThan(3)
    const [first, second] = await engine.popularAuthors({ viewerId: 'viewer' })
    expect([first?.authorId, second?.authorId]).toEqual(['b', 'a'])
    expect((first?.score ?? 0) / (second?.score ?? 1)).toBeCloseTo(1.5, 4)
  })

  test('leaves out what comes more than an hour late', async () => {
    const { world, engine } = open()
    const post = await say(engine, 'a', 'post')
    await world.time.advance(3 * HOUR_MS)
    await liked(engine, post, 1, { atMs: world.time.now() - HOUR_MS - 1 })
    expect(await trend(world, engine)).toEqual([])
    await liked(engine, post, 1, { atMs: world.time.now() - HOUR_MS / 2 })
    expect(await trend(world, engine)).toEqual(['post'])
  })

  test('counts likes of a repost for its original, which stands there once', async () => {
    const { world, engine } = open()
    const original = await say(engine, 'a', 'original')
    const repost = await engine.publish({ authorId: 'b', repostOf: original.id })
    await liked(engine, repost, 3)
    await liked(engine, await say(engine, 'c', 'other'), 4)
    expect(await trend(world, engine)).toEqual(['original', 'other'])
  })

  test('counts for the first five topics of a post', async () => {
    const { world, engine } = open()
    const topics = ['one', 'one', 'two', 'three', 'four', 'five', 'six']
    await liked(engine, await say(engine, 'a', 'post', { topics }), 1)
    expect(await trend(world, engine, { topic: 'five' })).toEqual(['post'])
    expect(await trend(world, engine, { topic: 'six' })).toEqual([])
  })

  test('takes up something new however full a board is', async () => {
    const { world, engine } = open()
    const { kind: _kind, ...rule } = BOARDS.trending
    const nowMs = world.time.now()
    const subject = sliceAt({ signal: BOARDS.trending }, nowMs)
    const updates = [0, 1, 2].map((part) => {
      const changes = Array.from({ length: 100 }, (_, index) => ({ key: `${part} ${index}`, weight: 50 }))
      return { subject, eventId: `${part}`, atMs: nowMs, changes, ...rule }
    })
    await world.stores.signals.record({ tenant: DEFAULT_TENANT, nowMs, updates })
    const late = await say(engine, 'a', 'late')
    await liked(engine, late, 1)
    await world.time.run(engine.drain())
    expect(await latestSlice(world)).not.toContain(late.id)

    await world.time.advance(2 * HOUR_MS)
    const fresh = await say(engine, 'b', 'fresh')
    await liked(engine, fresh, 1)
    await world.time.run(engine.drain())
    expect(await latestSlice(world)).toEqual([fresh.id])
  })
})

/** What the board of everything holds of this time. */
async function latestSlice(world: World) {
  const subjects = [{ subject: sliceAt({ signal: BOARDS.trending }, world.time.now()) }]
  const [entries = []] = await world.stores.signals.read({ tenant: DEFAULT_TENANT, subjects })
  return entries.map(({ key }) => key)
}

describe('nobody sees on a board', () => {
  const hidden: readonly (readonly [string, (engine: TestEngine, post: Post<Body>) => Promise<unknown>])[] = [
    ['what is deleted', (engine, post) => engine.deletePost({ postId: post.id, authorId: 'a' })],
    [
      'what is for followers by now',
      (engine, post) => engine.setPostVisibility({ postId: post.id, authorId: 'a', visibility: 'followers' }),
    ],
    [
      'posts of an account that is private by now',
      (engine) => engine.setAccountVisibility({ userId: 'a', visibility: 'private' }),
    ],
    ['posts of whom they block', (engine) => engine.block({ userId: 'viewer', targetId: 'a' })],
    ['posts of who blocks them', (engine) => engine.block({ userId: 'a', targetId: 'viewer' })],
    ['posts of whom they mute', (engine) => engine.mute({ userId: 'viewer', targetId: 'a' })],
  ]

  test.each(hidden)('%s', async (_name, hide) => {
    const { world, engine } = open()
    const post = await say(engine, 'a', 'hidden')
    await engine.follow({ followerId: 'viewer', followeeId: 'a' })
    await liked(engine, post, 2)
    await liked(engine, await say(engine, 'b', 'shown'), 1)
    expect(await trend(world, engine)).toEqual(['hidden', 'shown'])
    await hide(engine, post)
    expect(await trend(world, engine)).toEqual(['shown'])
  })

  test('what has expired', async () => {
    const { world, engine } = open()
    const post = await say(engine, 'a', 'story', { expiresAtMs: world.time.now() + HOUR_MS })
    await liked(engine, post, 1)
    expect(await trend(world, engine)).toEqual(['story'])
    await world.time.advance(HOUR_MS)
    expect(await trend(world, engine)).toEqual([])
  })

  test('what was not public when it was engaged with, nor whose account was not', async () => {
    const { world, engine } = open()
    await engine.setAccountVisibility({ userId: 'private', visibility: 'private' })
    for (const authorId of ['private', 'quiet']) {
      await engine.follow({ followerId: 'fan 1', followeeId: authorId })
      await engine.approveFollow({ followerId: 'fan 1', followeeId: authorId }).catch(() => undefined)
    }
    const post = await say(engine, 'private', 'private')
    const quiet = await say(engine, 'quiet', 'quiet', { visibility: 'followers' })
    await liked(engine, post, 1)
    await liked(engine, quiet, 1)
    expect(await trend(world, engine)).toEqual([])
    await engine.setAccountVisibility({ userId: 'private', visibility: 'public' })
    await engine.setPostVisibility({ postId: quiet.id, authorId: 'quiet', visibility: 'public' })
    expect(await trend(world, engine)).toEqual([])
    expect(await popular(world, engine)).toEqual(['quiet'])
  })
})

test('what is gone or hidden by the time it is worked on counts for nobody', async () => {
  const { world, engine } = open({ workers: 'none' })
  const [deleted, withheld, expired] = ['deleted', 'withheld', 'expired'] as const
  for (const authorId of [deleted, withheld, expired, 'private', 'there']) {
    const more = authorId === expired ? { expiresAtMs: world.time.now() + 1_000 } : {}
    const post = await say(engine, authorId, authorId, more)
    await liked(engine, post, 1)
    if (authorId === deleted) await engine.deletePost({ postId: post.id, authorId })
    if (authorId === withheld) await engine.withholdPost({ postId: post.id })
  }
  await engine.setAccountVisibility({ userId: 'private', visibility: 'private' })
  await world.time.advance(1_000)
  await engine.startWorkers()
  await world.time.run(engine.drain())
  await engine.setAccountVisibility({ userId: 'private', visibility: 'public' })
  expect(await popular(world, engine)).toEqual(['there'])
})

describe('popular authors', () => {
  test('are those whose posts are engaged with most, in all or in a topic, and who are followed', async () => {
    const { world, engine } = open()
    await liked(engine, await say(engine, 'a', 'tea', { topics: ['food'] }), 2)
    await liked(engine, await say(engine, 'b', 'sea', { topics: ['calm'] }), 3)
    await engine.follow({ followerId: 'fan 1', followeeId: 'c' })
    expect(await popular(world, engine)).toEqual(['c', 'b', 'a'])
    expect(await popular(world, engine, 'food')).toEqual(['a'])
    await world.time.advance(7 * 24 * HOUR_MS)
    const [first] = await engine.popularAuthors({ viewerId: 'viewer', limit: 1 })
    expect(first?.authorId).toBe('c')
    expect(first?.score).toBeCloseTo(2.5, 3)
  })

  test('are nobody whom the viewer follows, has asked to, blocks, mutes, or is', async () => {
    const { world, engine } = open()
    const names = ['followed', 'asked', 'blocked', 'blocking', 'muted', 'private', 'viewer', 'stranger']
    for (const name of names) await liked(engine, await say(engine, name, name), 1)
    expect(await popular(world, engine)).toEqual(names.filter((name) => name !== 'viewer').sort())
    await engine.follow({ followerId: 'viewer', followeeId: 'followed' })
    await engine.setAccountVisibility({ userId: 'asked', visibility: 'private' })
    await engine.follow({ followerId: 'viewer', followeeId: 'asked' })
    await engine.setAccountVisibility({ userId: 'asked', visibility: 'public' })
    await engine.block({ userId: 'viewer', targetId: 'blocked' })
    await engine.block({ userId: 'blocking', targetId: 'viewer' })
    await engine.mute({ userId: 'viewer', targetId: 'muted' })
    await engine.setAccountVisibility({ userId: 'private', visibility: 'private' })
    expect(await popular(world, engine)).toEqual(['stranger'])
  })
})

test('profiles and counts come along, on a page too', async () => {
  const world = new World()
  const users = new MemoryUserDirectory()
  const body = new TextEncoder().encode('{"name":"Ann"}')
  users.put({ tenant: DEFAULT_TENANT, profile: { id: 'a', version: 1, body } })
  for (const id of ['viewer', 'fan 1']) users.put({ tenant: DEFAULT_TENANT, profile: { id, version: 1, body } })
  const engine = world.engine({ discovery: {}, stores: { ...world.stores, users } })
  await liked(engine, await say(engine, 'a', 'post'), 1)
  await world.time.run(engine.drain())
  const { items, profiles, degraded } = await engine.trending({ viewerId: 'viewer' })
  expect([...(profiles ?? [])].map(([userId, profile]) => [userId, profile.body])).toEqual([['a', { name: 'Ann' }]])
  expect(items[0]?.counts?.likes).toBe(1)
  expect(degraded).toEqual([])
  const page = await engine.homeTimeline({ viewerId: 'fan 1' })
  expect(page.profiles?.has('a')).toBe(true)
  expect(page.items[0]).toMatchObject({ counts: { likes: 1 }, viewer: { liked: true } })
})

test('boards are kept where they are asked for, and nowhere else', async () => {
  const world = new World()
  const without = world.engine()
  await liked(without, await say(without, 'a', 'post'), 1)
  await world.time.run(without.drain())
  expect(await latestSlice(world)).toEqual([])
  for (const call of [() => without.trending({ viewerId: 'v' }), () => without.popularAuthors({ viewerId: 'v' })]) {
    const error = await expectRefusal(call, { code: 'UNSUPPORTED' })
    expect(error.rule).toContain('stores.signals')
  }
  const { signals: _signals, ...others } = world.stores
  const bare = world.engine({ stores: others })
  expect((await refusal(() => bare.trending({ viewerId: 'v' }))).code).toBe('UNSUPPORTED')
  expect(await bare.suggestedFollows({ viewerId: 'v' })).toEqual([])
  const refused = { code: 'INVALID_OPTION', field: 'discovery' } as const
  await expectRefusal(() => world.engine({ stores: others, discovery: {} }), refused)
})

test('a board that cannot be written holds up no other group', async () => {
  const world = new World()
  let down = true
  const engine = world.engine({
    discovery: {},
    intercept: ({ port, method, params }, next) => {
      if (down && port === 'signals' && method === 'record' && JSON.stringify(params).includes('trending')) {
        throw unavailable()
      }
      return next()
    },
  })
  const post = await say(engine, 'a', 'post', { topics: ['tea'] })
  await liked(engine, post, 1)
  await world.time.advance(30_000)
  const subject = { kind: 'topics', ownerId: 'fan 1' }
  const [topics] = await world.stores.signals.read({ tenant: DEFAULT_TENANT, subjects: [{ subject }] })
  expect(topics).toHaveLength(1)
  down = false
  expect(await trend(world, engine)).toEqual(['post'])
})
