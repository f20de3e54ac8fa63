import { createFeedEngine } from '@feed-engine/core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createPostgresStores, type PostgresStores } from '../src'
import { entry, event, position, post, range, TENANT } from './support/data'
import { createSchema, serverOptions, type TestSchema } from './support/schema'
import { type WatchedPool, watchedPool } from './support/watched-pool'

const FOLLOWEES = 200
const call = { deadlineMs: 10_000 }

let schema: TestSchema
let pool: WatchedPool
let stores: PostgresStores

beforeAll(async () => {
  schema = await createSchema()
  pool = watchedPool(serverOptions())
  stores = createPostgresStores({ pool, schema: schema.options.schema ?? '' })
  for (const n of range(FOLLOWEES)) {
    const authorId = `author ${n}`
    await stores.graph.follow({ tenant: 'default', followerId: 'viewer', followeeId: authorId, maxFollowees: 1_000 })
    for (const nth of range(3)) await put(authorId, 3 * n + nth)
  }
})
beforeEach(() => {
  pool.statements.length = 0
})
afterAll(async () => {
  await stores.close()
  await pool.end()
  await schema.drop()
})

const put = (authorId: string, n: number) => {
  const body = new TextEncoder().encode('{}')
  return stores.posts.put({ tenant: 'default', post: post(n, { authorId, body }), events: [event(authorId)] })
}

const feeds = range(1_000).map((n) => ({ tenant: TENANT, kind: 'home' as const, ownerId: `owner ${n}` }))

it.each<[string, () => Promise<unknown>]>([
  ['put, with its events', () => put('somebody', 9_000)],
  ['getMany', () => stores.posts.getMany({ tenant: TENANT, postIds: range(100).map(String) }, call)],
  [
    'listByAuthors',
    () => {
      const authors = range(FOLLOWEES).map((n) => ({ authorId: `author ${n}` }))
      return stores.posts.listByAuthors({ tenant: 'default', authors, limitPerAuthor: 20 })
    },
  ],
  ['follow', () => stores.graph.follow({ tenant: TENANT, followerId: 'a', followeeId: 'b', maxFollowees: 10 })],
  ['block', () => stores.graph.block({ tenant: TENANT, userId: 'a', targetId: 'b' })],
  [
    'viewerRelations',
    () =>
      stores.graph.viewerRelations({
        tenant: 'default',
        viewerId: 'viewer',
        authorIds: range(30).map((n) => `author ${n}`),
        readerClass: 0,
        pulledAbove: position(0),
        followedAfterVersion: 3,
        newFolloweesLimit: 100,
      }),
  ],
  [
    'push to a thousand feeds',
    () => stores.timelines.push({ feeds, entries: [entry(1)], pushFrom: 0, maxEntries: 500 }),
  ],
  [
    'read of a timeline',
    () => stores.timelines.read({ feed: { tenant: TENANT, kind: 'home', ownerId: 'a' }, limit: 9, idleTtlMs: 9 }),
  ],
  [
    'publish on the bus',
    () =>
      stores.bus.publish({
        topic: 'topic',
        messages: range(50).map((n) => ({ key: `${n}`, value: new Uint8Array(1) })),
      }),
  ],
])('%s is one round trip', async (_, work) => {
  await work()
  expect(pool.statements).toHaveLength(1)
})

const cursor = { keys: [{ id: 'k', secret: 'x'.repeat(32) }] }
/** What went to the server but for the work in the background, which goes on at any time. */
const ofCalls = () => pool.statements.filter((text) => !/outbox|bus_/.test(text))

it('two hundred followees cost a cold page five round trips to posts and graph, a warm one a single one to the graph', async () => {
  const engine = createFeedEngine({ stores, cursor })
  const read = () => engine.homeTimeline({ viewerId: 'viewer', limit: 20 })
  const ofTimelines = () => ofCalls().filter((text) => text.includes('.timelines')).length
  expect(await read()).toMatchObject({ items: { length: 20 }, freshness: 'rebuilt', degraded: [] })
  expect(ofCalls().length - ofTimelines()).toBeLessThanOrEqual(5)
  expect(ofTimelines()).toBe(3)

  pool.statements.length = 0
  expect(await read()).toMatchObject({ items: { length: 20 }, freshness: 'cached', degraded: [] })
  expect(ofCalls()).toHaveLength(3)
  expect(ofCalls().filter((text) => /[.](viewers|follows)/.test(text))).toHaveLength(1)
  await engine.close()
})

it('a page pulled from two hundred followees takes five round trips at most', async () => {
  const { posts, graph } = stores
  const engine = createFeedEngine({ stores: { posts, graph }, cursor })
  const page = await engine.homeTimeline({ viewerId: 'viewer', limit: 20 })
  expect(page.items).toHaveLength(20)
  expect(page.freshness).toBe('live')
  expect(pool.statements.length).toBeLessThanOrEqual(5)
  await engine.close()
})
