import { MemoryEventBus } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import {
  DEFAULT_TENANT,
  FeedError,
  INTERACTIONS_TOPIC,
  type Interaction,
  isFeedError,
  type Post,
  SIGNALS_GROUP,
} from '../../src/index'
import { SIGNALS, topicKey } from '../../src/signals/subjects'
import { hang, unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { seededRandom } from '../support/seeded-random'
import { START_MS } from '../support/virtual-time'
import { type Body, say, type TestEngine, World } from '../support/world'

const HOUR_MS = 3_600_000
const VIEWERS = ['v1', 'v2']

/** Everything that the signals hold of a viewer, as it weighs at one moment. */
async function vectors(world: World, viewerId: string): Promise<ReadonlyMap<string, number>> {
  const kinds = Object.values(SIGNALS)
  const subjects = kinds.map(({ kind }) => ({ subject: { kind, ownerId: viewerId } }))
  const read = await world.stores.signals.read({ tenant: DEFAULT_TENANT, subjects })
  return new Map(
    kinds.flatMap(({ kind, halfLifeMs }, index) =>
      (read[index] ?? []).map((entry) => [
        `${kind} ${entry.key}`,
        entry.value * 2 ** ((entry.atMs - START_MS) / halfLifeMs),
      ]),
    ),
  )
}

function expectSame(actual: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort())
  for (const [key, value] of expected) expect(Math.abs((actual.get(key) ?? 0) / value - 1)).toBeLessThan(1e-9)
}

/** What viewers do in a seeded world; the same posts and interactions for the same seed. */
async function scene(world: World, engine: TestEngine, seed: number): Promise<Map<string, Interaction[]>> {
  const random = seededRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)] as T
  const posts: Post<Body>[] = []
  for (const author of ['a', 'b', 'c', 'v1']) {
    posts.push(await say(engine, author, 'text', { topics: [pick(['tea', 'sea']), 'all'], contentType: 'text' }))
  }
  const kinds = ['view', 'view', 'like', 'unlike', 'reply', 'repost', 'quote', 'follow', 'hide', 'unhide'] as const
  return new Map(
    VIEWERS.map((viewerId) => {
      const done = Array.from({ length: 40 }, (_, index): Interaction => {
        const kind = pick(kinds)
        const others = posts.filter(({ authorId }) => authorId !== viewerId)
        const postId = pick(kind === 'view' ? posts : others).id
        return { kind, postId, eventId: `e${index}`, atMs: world.time.now() - Math.floor(random.next() * 72 * HOUR_MS) }
      })
      return [viewerId, done]
    }),
  )
}

async function recordAll(engine: TestEngine, done: ReadonlyMap<string, readonly Interaction[]>): Promise<void> {
  for (const [viewerId, interactions] of done) await engine.recordInteractions({ viewerId, interactions })
}

function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = seededRandom(seed)
  return items
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

async function expected(seed: number): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const world = new World()
  const engine = world.engine()
  await recordAll(engine, await scene(world, engine, seed))
  await world.time.run(engine.drain())
  const all = new Map<string, ReadonlyMap<string, number>>()
  for (const viewerId of VIEWERS) all.set(viewerId, await vectors(world, viewerId))
  await engine.close()
  return all
}

describe.each([1, 2, 3])('what viewers did, by seed %i', (seed) => {
  test('in any order, repeated, and replayed gives the same vectors', async () => {
    const once = await expected(seed)
    expect(once.get('v1')?.size).toBeGreaterThan(8)
    const world = new World()
    const engine = world.engine()
    const done = await scene(world, engine, seed)
    for (const round of [1, 2]) {
      for (const [viewerId, interactions] of done) {
        const [first, ...rest] = shuffled(interactions, seed * 10 + round)
        if (first === undefined) throw new Error('nothing was done')
        await engine.recordInteractions({ viewerId, interactions: rest })
        await engine.recordInteractions({ viewerId, interactions: [first, ...rest.slice(0, 9)] })
      }
    }
    await world.time.run(engine.drain())
    const replay = { topic: INTERACTIONS_TOPIC, group: SIGNALS_GROUP, fromMs: 0 }
    expect(await world.stores.bus.replay(replay)).toBeGreaterThan(80)
    await world.time.run(engine.drain())
    for (const viewerId of VIEWERS) expectSame(await vectors(world, viewerId), once.get(viewerId) ?? new Map())
    await engine.close()
  })

  test.each(['before', 'after'] as const)('and a worker that dies %s any step loses nothing of it', async (moment) => {
    const once = await expected(seed)
    for (let n = 1; n <= 12; n++) {
      const world = new World()
      let calls = 0
      const dying: Interceptor = async ({ port, method }, next) => {
        if (port !== 'signals' && !['subscribe', 'ensureGroup'].includes(method)) return next()
        calls++
        if (calls < n) return next()
        if (calls === n && moment === 'after') await next()
        return hang()
      }
      const writer = world.engine({ workers: 'none' })
      const worker = world.engine({ intercept: dying, fanOut: { ackTimeoutMs: 1_000 } })
      const done = await scene(world, writer, seed)
      await recordAll(writer, done)
      await world.time.advance(5_000)
      const survivor = world.engine({ fanOut: { ackTimeoutMs: 1_000 } })
      await world.time.run(survivor.drain())
      await survivor.close()
      await world.time.run(worker.close())
      for (const viewerId of VIEWERS) expectSame(await vectors(world, viewerId), once.get(viewerId) ?? new Map())
    }
  })
})

test('a store that is down is waited for, however long', async () => {
  const world = new World()
  let down = true
  const engine = world.engine({
    fanOut: { maxAttempts: 2 },
    intercept: ({ port }, next) => {
      if (down && port === 'signals') throw unavailable()
      return next()
    },
  })
  await engine.recordInteractions({ viewerId: 'v1', interactions: [{ kind: 'hide', authorId: 'a' }] })
  await world.time.advance(HOUR_MS)
  expect(await vectors(world, 'v1')).toEqual(new Map())
  down = false
  await world.time.run(engine.drain())
  expect((await vectors(world, 'v1')).has('fewer a')).toBe(true)
  await engine.close()
})

test('what a store refuses becomes a dead letter after so many tries, and takes nobody with it', async () => {
  const world = new World()
  const others = Array.from({ length: 8 }, (_, index) => `viewer ${index}`)
  const writer = world.engine({ workers: 'none' })
  for (const viewerId of [...others, 'poison']) {
    await writer.recordInteractions({ viewerId, interactions: [{ kind: 'follow', authorId: 'a' }] })
  }
  // So all of it waits for the first worker, and is tried together.
  const engine = world.engine({
    fanOut: { maxAttempts: 3 },
    // Retries come at once, and so together.
    random: { next: () => 0 },
    intercept: ({ port, params }, next) => {
      const poisoned = port === 'signals' && JSON.stringify(params).includes('poison')
      if (poisoned) throw new FeedError({ code: 'INVALID_ARGUMENT', rule: 'cannot be stored' })
      return next()
    },
  })
  await world.time.run(engine.drain())
  for (const viewerId of others) expect([...(await vectors(world, viewerId)).keys()]).toEqual(['affinity a'])
  const letters = await world.stores.bus.deadLetters({ topic: INTERACTIONS_TOPIC, group: SIGNALS_GROUP, limit: 9 })
  expect(letters).toMatchObject([{ key: 'poison', code: 'INVALID_ARGUMENT', attempts: 3 }])
  await Promise.all([writer.close(), engine.close()])
})

test('what is no event becomes a dead letter, and what another release may know is skipped', async () => {
  const world = new World()
  const engine = world.engine()
  const envelope = {
    v: 1,
    type: 'interaction',
    eventId: 'e',
    key: 'v1',
    occurredAtMs: 1,
    tenant: 'default',
    origin: 'o',
  }
  const data = { kind: 'like', viewerId: 'v1', authorId: 'a', postId: '1', member: 'v1', atMs: world.time.now() }
  const events = [
    { ...envelope, data: { ...data, atMs: -1 } },
    { ...envelope, data: { ...data, postId: 'no post' } },
    { ...envelope, v: 2, data },
    { ...envelope, data: { ...data, kind: 'bookmark' } },
    { ...envelope, type: 'post.exploded', data },
    { ...envelope, data },
  ]
  const messages = events.map((event) => ({ key: 'v1', value: new TextEncoder().encode(JSON.stringify(event)) }))
  await world.stores.bus.publish({ topic: INTERACTIONS_TOPIC, messages })
  await world.time.run(engine.drain())
  const letters = await world.stores.bus.deadLetters({ topic: INTERACTIONS_TOPIC, group: SIGNALS_GROUP, limit: 9 })
  expect(letters.map(({ code }) => code)).toEqual(['EVENT_INVALID', 'INVALID_ID', 'EVENT_INVALID'])
  expect(await vectors(world, 'v1')).toEqual(new Map([['affinity a', 1]]))
  await engine.close()
})

test('an acknowledged interaction survives the bus and the process', async () => {
  const world = new World()
  let lost = 0
  const writer = world.engine({
    workers: 'none',
    intercept: async ({ port, method }, next) => {
      const answer = await next()
      if (port === 'bus' && method === 'publish' && lost++ < 2) throw unavailable()
      return answer
    },
  })
  const interactions = [{ kind: 'follow', authorId: 'a' }] as const
  await world.time.run(
    writer.recordInteractions({ viewerId: 'v1', interactions }).catch((error: unknown) => {
      if (!isFeedError(error)) throw error
    }),
  )
  await writer.close()
  const engine = world.engine()
  await world.time.run(engine.drain())
  expect(await vectors(world, 'v1')).toEqual(new Map([['affinity a', 5]]))
  await engine.close()
})

test('weights are the application’s to choose, and 0 leaves a kind out', async () => {
  const world = new World()
  const engine = world.engine({ signals: { weights: { like: 7, view: 0 } } })
  const { id: postId } = await say(engine, 'a', 'text', { topics: ['tea', 'x'.repeat(256)] })
  const like = { kind: 'like', postId } as const
  await engine.recordInteractions({ viewerId: 'v1', interactions: [like, { kind: 'view', postId }] })
  await world.time.run(engine.drain())
  const held = await vectors(world, 'v1')
  expect(new Set(held.values())).toEqual(new Set([7]))
  expect(held.size).toBe(5)
  expect(held.has(`topics ${topicKey('tea')}`)).toBe(true)
  await engine.close()
})

test('nothing is lost that is recorded before the first worker ever starts, though the bus keeps nothing for nobody', async () => {
  const world = new World()
  const bus = new MemoryEventBus({ clock: world.time, timers: world.time, bus: { retainMessages: 0 } })
  const stores = { ...world.stores, bus }
  const writer = world.engine({ stores, workers: 'none' })
  await writer.recordInteractions({ viewerId: 'v1', interactions: [{ kind: 'follow', authorId: 'a' }] })
  const { id: inReplyTo } = await say(writer, 'b', 'text')
  await say(writer, 'v2', 'text', { inReplyTo })
  await writer.close()
  const engine = world.engine({ stores })
  await world.time.run(engine.drain())
  expect([...(await vectors(world, 'v1')).keys()]).toEqual(['affinity a'])
  expect([...(await vectors(world, 'v2')).keys()]).toEqual(['affinity b'])
  await engine.close()
})
