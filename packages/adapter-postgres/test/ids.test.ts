import { createFeedEngine } from '@feed-engine/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresStores, type PostgresStores } from '../src'
import { entry, event, post, range } from './support/data'
import { createSchema, type TestSchema } from './support/schema'

const MAX_BYTES = 256

let schema: TestSchema
let stores: PostgresStores

beforeAll(async () => {
  schema = await createSchema()
  stores = createPostgresStores(schema.options)
})
afterAll(async () => {
  await stores.close()
  await schema.drop()
})

/** As long as an id may be, and of letters that don't compress: an index holds them whole. */
function longest(n: number): string {
  let state = 0x9e3779b9 ^ n
  const letters = range(MAX_BYTES).map(() => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x3c6ef372
    return String.fromCharCode(33 + ((state >>> 8) % 94))
  })
  return letters.join('')
}

const hostile = [
  "'; drop table posts; --",
  '$1',
  '{a,b}',
  '{"a"}',
  'null',
  'NULL',
  '\\x00',
  'a\\',
  '"',
  ',',
  '%',
  '__proto__',
  'a b',
  'A',
  'a',
  '\u00e9',
  'e\u0301',
  '\u{10ffff}',
]

describe.each([
  ['as long as they may be', longest(0), range(8).map((n) => longest(n + 1))],
  ['of any characters', "ten'ant", hostile],
])('ids %s', (_, tenant, userIds) => {
  it('go through the whole engine as they are, each a user of its own', async () => {
    const engine = createFeedEngine<{ readonly text: string }>({
      stores,
      tenant,
      fanOut: { chunkSize: 2 },
      cursor: { keys: [{ id: 'k', secret: 'x'.repeat(32) }] },
    })
    const [author = '', ...readers] = userIds
    for (const reader of readers) await engine.follow({ followerId: reader, followeeId: author })
    for (const reader of readers) await engine.homeTimeline({ viewerId: reader })
    const text = `of ${author}`
    const { id } = await engine.publish({ authorId: author, body: { text }, idempotencyKey: longest(9) })
    await engine.drain()
    for (const reader of readers) {
      const { items } = await engine.homeTimeline({ viewerId: reader })
      expect(
        items.map(({ post: { id, authorId, body }, why }) => ({ id, authorId, body, source: why.source })),
      ).toEqual([{ id, authorId: author, body: { text }, source: 'timeline' }])
    }
    const { userIds: followers } = await stores.graph.followers({ tenant, userId: author, limit: 100 })
    expect([...followers].sort()).toEqual([...readers].sort())
    await engine.close()
  })
})

describe('ids that no engine lets through', () => {
  it.each([
    ['the character 0', 'a\0b', 'character 0'],
    ['ten thousand characters', range(40).map(longest).join(''), 'too long'],
  ])('are refused, and nothing is written: %s', async (_, id, rule) => {
    const refusal = {
      code: 'INVALID_ARGUMENT',
      rule: expect.stringContaining(rule),
      retryable: false,
      outcome: 'not-applied',
    }
    const { posts, graph, timelines, bus } = stores
    const feed = { tenant: 'bad', kind: 'home' as const, ownerId: id }
    const writes = [
      () => posts.put({ tenant: 'bad', post: post(1, { authorId: id }), events: [event('key')] }),
      () => graph.follow({ tenant: 'bad', followerId: id, followeeId: 'x', maxFollowees: 9 }),
      () => timelines.open({ feed, token: 't', readerClass: 0, idleTtlMs: 9 }),
      () => bus.ensureGroup({ topic: id, group: 'group' }),
    ]
    for (const write of writes) await expect(write()).rejects.toMatchObject(refusal)
    expect(await posts.getMany({ tenant: 'bad', postIds: [post(1).id] })).toEqual(new Map())
    expect(
      await timelines.push({ feeds: [{ ...feed, ownerId: 'x' }], entries: [entry(1)], pushFrom: 0, maxEntries: 9 }),
    ).toEqual(['absent'])
  })
})
