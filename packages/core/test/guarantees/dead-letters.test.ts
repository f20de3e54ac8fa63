import { describe, expect, test } from 'vitest'
import { type DeadLetter, type PushParams, TOPICS } from '../../src/index'
import { unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { followAll, home, say, sayMany, type TestEngine, World, wholeHome } from '../support/world'

const GROUP = 'fan-out'
const encoder = new TextEncoder()

function letters(world: World, topic: string = TOPICS.posts): Promise<readonly DeadLetter[]> {
  return world.stores.bus.deadLetters({ topic, group: GROUP, limit: 1_000 })
}

const EVENT = {
  v: 1,
  type: 'post.published',
  eventId: 'e1',
  key: 'author',
  occurredAtMs: 1,
  tenant: 'default',
  origin: 'test',
  data: { postId: '123456789', authorId: 'author', pushFrom: 0 },
}

describe('a post that cannot be pushed', () => {
  const failsToPush: Interceptor = ({ method, params }, next) => {
    const isFanOut = method === 'push' && (params as { feeds: unknown[] }).feeds.length > 1
    if (isFanOut) throw unavailable()
    return next()
  }

  test.each([
    { chunkSize: 100, topic: TOPICS.posts },
    { chunkSize: 2, topic: TOPICS.posts },
  ])('becomes a dead letter, and is pulled from then on: with chunks of $chunkSize', async ({ chunkSize, topic }) => {
    const world = new World()
    const readers = ['r1', 'r2', 'r3', 'r4', 'r5']
    const engine = world.engine({ fanOut: { chunkSize, maxAttempts: 4 }, intercept: failsToPush })
    await followAll(engine, readers, ['author'])
    for (const reader of readers) await home(engine, reader)
    const posts = await sayMany(engine, 'author', 'post', 3)
    await world.time.run(engine.drain())

    const given = await letters(world, topic)
    expect(given).toHaveLength(3)
    for (const letter of given) expect(letter).toMatchObject({ code: 'UNAVAILABLE', attempts: 4 })
    for (const reader of [...readers, 'author']) {
      expect(await wholeHome(engine, reader)).toEqual(posts.map(({ id }) => id).reverse())
      expect(await wholeHome(engine, reader, 1)).toEqual(posts.map(({ id }) => id).reverse())
    }
    await engine.close()
  })

  test('is never given up while it cannot be marked for pull either', async () => {
    const world = new World()
    let down = true
    const engine = world.engine({
      fanOut: { maxAttempts: 2 },
      intercept: ({ method }, next) => {
        if (down && (method === 'followers' || method === 'recordDelivery')) throw unavailable()
        return next()
      },
    })
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    await say(engine, 'author', 'post')
    await world.time.advance(3_600_000)
    expect(await letters(world)).toEqual([])
    expect(await home(engine, 'reader')).toEqual([])
    down = false
    await world.time.run(engine.drain())
    expect(await home(engine, 'reader')).toEqual(['post'])
    expect(await letters(world)).toEqual([])
    await engine.close()
  })

  test('a part of a push that failed is pushed again', async () => {
    const world = new World()
    let times = 0
    const engine = world.engine({
      intercept: async ({ method, params }, next) => {
        const push = params as PushParams
        if (method !== 'push' || push.feeds.length < 2 || ++times > 6) return next()
        const feeds = push.feeds.filter((_feed, index) => index === times % 3)
        const [status] = await world.stores.timelines.push({ ...push, feeds })
        return push.feeds.map((feed) => (feeds.includes(feed) ? status : 'failed'))
      },
    })
    await followAll(engine, ['r1', 'r2'], ['author'])
    for (const reader of ['r1', 'r2']) await home(engine, reader)
    await say(engine, 'author', 'post')
    await world.time.run(engine.drain())
    for (const reader of ['r1', 'r2']) expect(await world.cachedPositions(reader)).toHaveLength(1)
    expect(await letters(world)).toEqual([])
    await engine.close()
  })
})

describe('an event that is none', () => {
  const POISON: readonly (readonly [string, Uint8Array | string | object])[] = [
    ['no bytes', new Uint8Array(0)],
    ['bytes at random', new Uint8Array([0xff, 0xfe, 0x00, 0x80])],
    ['no JSON', 'hello'],
    ['half of an event', JSON.stringify(EVENT).slice(0, -10)],
    ['null', 'null'],
    ['a list', '[]'],
    ['nested without end', '['.repeat(16_000)],
    ['too large', JSON.stringify({ ...EVENT, padding: 'x'.repeat(30_000) })],
    ['without a version', { ...EVENT, v: undefined }],
    ['of version 0', { ...EVENT, v: 0 }],
    ['of a newer version', { ...EVENT, v: 2 }],
    ['of a newer version and an unknown type', { ...EVENT, v: 2, type: 'post.exploded' }],
    ['without a type', { ...EVENT, type: undefined }],
    ['of a type that is no text', { ...EVENT, type: 7 }],
    ['without data', { ...EVENT, data: undefined }],
    ['without an author', { ...EVENT, data: { ...EVENT.data, authorId: undefined } }],
    ['with a tenant of two lines', { ...EVENT, tenant: 'a\nb' }],
    ['with a class that is none', { ...EVENT, data: { ...EVENT.data, pushFrom: 5 } }],
    ['with a time that is none', { ...EVENT, occurredAtMs: 'now' }],
    ['with a post id that is none', { ...EVENT, data: { ...EVENT.data, postId: 'poison' } }],
    [
      'a chunk with a post id that is none',
      { ...EVENT, type: 'fan-out.chunk', data: { ...EVENT.data, postId: '-1', publishedAtMs: 1 } },
    ],
  ]

  test.each(POISON)('becomes a dead letter at once, and delays nobody: %s', async (_name, poison) => {
    const world = new World()
    const logged: string[] = []
    const log = (message: string, fields?: object): void => {
      logged.push(message + JSON.stringify(fields))
    }
    const engine = world.engine({ logger: { warn: log, error: log } })
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    const text =
      poison instanceof Uint8Array
        ? poison
        : encoder.encode(typeof poison === 'string' ? poison : JSON.stringify(poison))
    await world.stores.bus.publish({ topic: TOPICS.posts, messages: [{ key: 'author', value: text }] })
    await world.stores.bus.publish({ topic: TOPICS.fanOut, messages: [{ key: 'x', value: text }] })
    const startedAtMs = world.time.now()
    await say(engine, 'author', 'behind it')
    await world.time.run(engine.drain())
    expect(world.time.now() - startedAtMs).toBeLessThan(1_000)
    expect(await world.cachedPositions('reader')).toHaveLength(1)
    for (const topic of [TOPICS.posts, TOPICS.fanOut]) {
      const [letter] = await letters(world, topic)
      expect(letter).toMatchObject({ topic, attempts: 1 })
      expect(letter?.code).toMatch(/^(EVENT_INVALID|INVALID_ID)$/)
      expect(letter?.cause).not.toMatch(/poison|hello|exploded/)
    }
    expect(logged.join()).not.toMatch(/poison|hello/)
    await engine.close()
  })

  test.each(['post.exploded', 'account.created', '__proto__', ''])(
    'of type %j, which another release may know, is skipped',
    async (type) => {
      const world = new World()
      const engine = world.engine()
      const value = encoder.encode(JSON.stringify({ ...EVENT, type }))
      await world.stores.bus.publish({ topic: TOPICS.posts, messages: [{ key: 'author', value }] })
      await world.time.run(engine.drain())
      expect(await letters(world)).toEqual([])
      await engine.close()
    },
  )

  test('an event ahead of its post waits for it', async () => {
    const world = new World()
    const engine = world.engine()
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    const value = encoder.encode(JSON.stringify(EVENT))
    await world.stores.bus.publish({ topic: TOPICS.posts, messages: [{ key: 'author', value }] })
    await world.time.advance(200)
    expect(await world.cachedPositions('reader')).toEqual([])
    await say(engine, 'author', 'late', { id: EVENT.data.postId })
    await world.time.run(engine.drain())
    expect(await world.cachedPositions('reader')).toHaveLength(1)
    expect(await letters(world)).toEqual([])
    await engine.close()
  })

  test('an event whose post never comes becomes a dead letter in the end', async () => {
    const world = new World()
    const engine = world.engine()
    const value = encoder.encode(JSON.stringify(EVENT))
    await world.stores.bus.publish({ topic: TOPICS.posts, messages: [{ key: 'author', value }] })
    await world.time.run(engine.drain())
    expect(await letters(world)).toMatchObject([{ code: 'NOT_FOUND', attempts: 10 }])
    await expectHealthy(world, engine)
    await engine.close()
  })
})

async function expectHealthy(world: World, engine: TestEngine): Promise<void> {
  await followAll(engine, ['reader'], ['author'])
  await home(engine, 'reader')
  await say(engine, 'author', 'post')
  await world.time.run(engine.drain())
  expect(await home(engine, 'reader')).toEqual(['post'])
}
