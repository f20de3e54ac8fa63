import { MemoryCounterArchive, MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { expect, test } from 'vitest'
import { INTERACTIONS_TOPIC, METRICS, TOPICS } from '../../src/index'
import { stall, unavailable } from '../support/faults'
import { followAll, home, say, World, wholeHome } from '../support/world'

const SECRET = 'sensitive'
const KEY = { id: 'k', secret: `${SECRET}-cursor-secret` }

/** Everything that hooks were told, as text. */
function hooks() {
  const told: string[] = []
  const names = new Set<string>()
  const tell = (name: string, ...more: unknown[]): void => {
    told.push(JSON.stringify([name, ...more]))
  }
  const measure = (name: string, ...more: unknown[]): void => {
    names.add(name)
    tell(name, ...more)
  }
  return { told, names, logger: { warn: tell, error: tell }, metrics: { count: measure, record: measure } }
}

test('logger and metrics are told of every trouble, and never a body, a name, a key or a cursor', async () => {
  const world = new World()
  Object.assign(world.stores, { counterArchive: new MemoryCounterArchive() })
  const { told, names, logger, metrics } = hooks()
  let trouble: readonly string[] = []
  let calls = 0
  const engine = world.engine({
    logger,
    metrics,
    cache: new MemoryKeyValueCache({ clock: world.time }),
    cursor: { keys: [KEY] },
    timeline: { maxEntries: 6 },
    discovery: {},
    fanOut: { chunkSize: 2, maxAttempts: 2 },
    policy: { kind: 'threshold', followers: 4 },
    intercept: (call, next) => {
      if (!trouble.includes(call.port)) return next()
      if (++calls % 3 === 0) return stall(world.time, call)
      throw unavailable()
    },
  })
  const readers = Array.from({ length: 5 }, (_, index) => `${SECRET}-reader-${index}`)
  const author = `${SECRET}-author`
  await followAll(engine, readers.slice(0, 3), [author])
  for (const reader of readers) await home(engine, reader)
  const say10 = async (): Promise<void> => {
    for (let index = 0; index < 10; index++) {
      const more = { idempotencyKey: `${SECRET}-key-${world.time.now()}-${index}`, topics: [`${SECRET}-topic`] }
      await world.time.run(say(engine, author, `${SECRET} text`, more).catch(() => undefined))
    }
  }
  await say10()
  await world.time.run(engine.drain())
  const { items } = await engine.homeTimeline({ viewerId: author, limit: 100 })
  for (const { post } of items.slice(0, 5)) await engine.deletePost({ postId: post.id, authorId: author })
  for (const reader of readers) await wholeHome(engine, reader, 2)
  trouble = ['timelines', 'bus', 'outbox']
  await say10()
  for (const reader of readers) await world.time.run(home(engine, reader).catch(() => undefined))
  await world.time.advance(60_000)
  trouble = ['timelines']
  await say10()
  await world.time.advance(60_000)
  trouble = []
  await followAll(engine, readers, [author])
  await world.time.run(engine.drain())
  await say10()
  for (const reader of readers) await wholeHome(engine, reader, 2)
  await engine.userTimeline({ viewerId: readers[0] ?? '', authorId: author })
  const like = { kind: 'like', postId: items[6]?.post.id ?? '' } as const
  await engine.recordInteractions({ viewerId: readers[0] ?? '', interactions: [like] })
  await world.time.run(engine.drain())
  trouble = ['signals', 'counterArchive']
  const hide = { kind: 'hide', authorId: author, eventId: `${SECRET}-event` } as const
  const view = { ...like, kind: 'view' } as const
  await engine.recordInteractions({ viewerId: readers[0] ?? '', interactions: [hide, view] })
  await world.time.run(engine.homeTimeline({ viewerId: readers[0] ?? '', limit: 100 }))
  await world.time.advance(60_000)
  trouble = []
  const value = new TextEncoder().encode(`${SECRET} poison`)
  for (const topic of [TOPICS.posts, INTERACTIONS_TOPIC]) {
    await world.stores.bus.publish({ topic, messages: [{ key: `${SECRET}-key`, value }] })
  }
  await expect(engine.homeTimeline({ viewerId: 'x', cursor: `${SECRET}-cursor` })).rejects.toThrow()
  engine.setPolicy({ kind: 'custom', policy: { delivery: () => ({ pushFrom: -1 }) } })
  await say10()
  await world.time.run(engine.drain())
  engine.setPolicy({ kind: 'custom', policy: { delivery: () => ({ pushFrom: 3 }), readerClassOf: () => 3 } })
  await home(engine, readers[0] ?? '')
  await engine.close()

  expect(told.length).toBeGreaterThan(50)
  expect(told.filter((text) => text.includes(SECRET))).toEqual([])
  for (const { post } of items) expect(told.filter((text) => text.includes(post.id))).toEqual([])
  const silent = Object.values(METRICS).filter((name) => !names.has(name))
  expect(silent).toEqual([])
  expect([...names].filter((name) => !Object.values<string>(METRICS).includes(name))).toEqual([])
})

test('dead letters hold the event as it came, and a cause that repeats nothing of it', async () => {
  const world = new World()
  const engine = world.engine()
  const value = new TextEncoder().encode(JSON.stringify({ v: 1, type: `${SECRET}`, data: [] }))
  await world.stores.bus.publish({ topic: TOPICS.posts, messages: [{ key: 'key', value }] })
  await world.time.run(engine.drain())
  const [letter] = await world.stores.bus.deadLetters({ topic: TOPICS.posts, group: 'fan-out', limit: 10 })
  expect(letter?.cause).not.toContain(SECRET)
  expect(letter?.value).toEqual(value)
  await engine.close()
})

test('events on the bus carry ids alone, no text', async () => {
  const world = new World()
  const values: string[] = []
  const engine = world.engine({
    intercept: ({ port, method, params }, next) => {
      if (port === 'bus' && method === 'publish') {
        const { messages } = params as { readonly messages: readonly { readonly value: Uint8Array }[] }
        values.push(...messages.map((message) => new TextDecoder().decode(message.value)))
      }
      return next()
    },
  })
  const { id } = await say(engine, 'author', SECRET, { topics: [SECRET], idempotencyKey: SECRET })
  await engine.setPostVisibility({ postId: id, authorId: 'author', visibility: 'private' })
  await engine.deletePost({ postId: id, authorId: 'author' })
  await world.time.run(engine.drain())
  // What happened to the post, and what others have to forget of it.
  expect(values).toHaveLength(3 + 2)
  expect(values.join()).not.toContain(SECRET)
  await engine.close()
})
