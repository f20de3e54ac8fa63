import { expect, test } from 'vitest'
import { type FeedStores, INTERACTIONS_TOPIC, type InteractionRecorded } from '../../src/index'
import { unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { say, type TestEngine, World } from '../support/world'

type Data = InteractionRecorded['data']

/** What is on the topic of interactions, oldest first. */
async function recorder(world: World): Promise<Data[]> {
  const heard: Data[] = []
  await world.stores.bus.subscribe({
    topic: INTERACTIONS_TOPIC,
    group: 'recorder',
    concurrency: 1,
    ackTimeoutMs: 1_000,
    handler: async ({ value }) => {
      heard.push((JSON.parse(new TextDecoder().decode(value)) as InteractionRecorded).data)
      return { kind: 'ack' }
    },
  })
  return heard
}

const ABOUT = { topics: ['tea'], contentType: 'text', homeRegion: 'eu' }

/** Answers, reposts and quotes a post, reposts the repost, and deletes all of it again. */
async function answer(world: World, engine: TestEngine): Promise<{ readonly parent: string; readonly own: string[] }> {
  const { id: parent } = await say(engine, 'author', 'text', ABOUT)
  const reply = await say(engine, 'fan', 'text', { inReplyTo: parent })
  const repost = await say(engine, 'fan', 'text', { repostOf: parent })
  const quote = await say(engine, 'fan', 'text', { quoteOf: parent })
  const again = await say(engine, 'other', 'text', { repostOf: repost.id })
  const own = [reply.id, repost.id, quote.id, again.id]
  for (const { id: postId, authorId } of [reply, repost, quote, again]) {
    for (const _ of [1, 2]) await engine.deletePost({ postId, authorId })
  }
  await world.time.run(engine.drain())
  return { parent, own }
}

function expectTold(
  heard: readonly Data[],
  { parent, own }: { readonly parent: string; readonly own: readonly string[] },
): void {
  const [reply = '', repost = '', quote = '', again = ''] = own
  const told = [
    ['reply', 'fan', reply],
    ['repost', 'fan', repost],
    ['quote', 'fan', quote],
    ['repost', 'other', again],
  ] as const
  for (const [kind, viewerId, member] of told) {
    const post = { viewerId, authorId: 'author', postId: parent, member }
    const done = heard.filter((data) => data.member === member)
    expect(done).toMatchObject([
      { ...post, ...ABOUT, kind },
      { ...post, kind: `un${kind}` },
    ])
    expect(done[1]?.atMs).toBeGreaterThan(done[0]?.atMs ?? Number.POSITIVE_INFINITY)
  }
  expect(heard).toHaveLength(8)
}

test('replies, reposts and quotes are told of with the post, once, and taken back with it', async () => {
  const world = new World()
  const heard = await recorder(world)
  const engine = world.engine()
  expectTold(heard, await answer(world, engine))
  await engine.close()
})

test.each(['timelines', 'outbox'] as const)('also without %s', async (lacking) => {
  const world = new World()
  const { posts, graph, bus, signals, timelines } = world.stores
  const withoutOutbox = new Proxy(posts, {
    get: (target, name) => {
      if (name === 'outbox') return undefined
      if (name === 'capabilities') return { ...target.capabilities, transactionalOutbox: false }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const stores: FeedStores =
    lacking === 'timelines' ? { posts, graph, bus, signals } : { posts: withoutOutbox, graph, bus, signals, timelines }
  const heard = await recorder(world)
  const engine = world.engine({ stores })
  expectTold(heard, await answer(world, engine))
  await engine.close()
})

test('no reply is stored whose interaction is lost, however long the bus is down', async () => {
  const world = new World()
  const heard = await recorder(world)
  let down = true
  const busDown: Interceptor = ({ port }, next) => {
    if (down && port === 'bus') throw unavailable()
    return next()
  }
  const engine = world.engine({ intercept: busDown })
  const { id: inReplyTo } = await say(engine, 'author', 'text', ABOUT)
  await say(engine, 'fan', 'text', { inReplyTo })
  await world.time.advance(3_600_000)
  await world.time.run(engine.close())
  expect(heard).toEqual([])
  down = false
  const survivor = world.engine()
  await world.time.run(survivor.drain())
  expect(heard).toMatchObject([{ kind: 'reply', viewerId: 'fan', ...ABOUT }])
  await survivor.close()
})

test('a follow is told of once, and fails for no bus', async () => {
  const world = new World()
  const heard = await recorder(world)
  const engine = world.engine()
  for (const _ of [1, 2]) await engine.follow({ followerId: 'fan', followeeId: 'author' })
  await world.time.run(engine.drain())
  expect(heard).toMatchObject([{ kind: 'follow', viewerId: 'fan', authorId: 'author' }])
  await engine.close()

  const cut = world.engine({
    workers: 'none',
    intercept: ({ port }, next) => {
      if (port === 'bus') throw unavailable()
      return next()
    },
  })
  expect(await cut.follow({ followerId: 'fan', followeeId: 'another' })).toEqual({ state: 'accepted' })
  await world.time.run(cut.close())
})

test('a like is the viewer’s own, a view one of many, and nobody takes the name of somebody else’s event', async () => {
  const world = new World()
  const heard = await recorder(world)
  const engine = world.engine()
  const { id: postId } = await say(engine, 'author', 'text', ABOUT)
  const interactions = [
    { kind: 'view', postId, eventId: 'first' },
    { kind: 'like', postId, eventId: 'second' },
  ] as const
  for (const viewerId of ['fan', 'other', 'fan']) await engine.recordInteractions({ viewerId, interactions })
  await world.time.run(engine.drain())
  const members = (kind: string): readonly string[] =>
    heard.filter((data) => data.kind === kind).map(({ member }) => member)
  expect(members('like').toSorted()).toEqual(['fan', 'fan', 'other'])
  const views = members('view')
  expect(views).toHaveLength(3)
  expect(new Set(views).size).toBe(2)
  for (const data of heard) expect(data).toMatchObject({ postId, authorId: 'author', ...ABOUT })
  await engine.close()
})
