import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CassandraPostStore, createCassandraPostStore } from '../src'
import { through } from './support/client-options'
import { event, freshTenant, position, post, range } from './support/data'
import { createKeyspace, type TestKeyspace } from './support/keyspace'
import { WatchedClient } from './support/watched-client'

let keyspace: TestKeyspace
let client: WatchedClient
let posts: CassandraPostStore
beforeAll(async () => {
  keyspace = await createKeyspace()
  client = new WatchedClient(keyspace.admin)
  posts = createCassandraPostStore(through(client, keyspace))
  await posts.ready()
})
afterAll(async () => {
  await posts.close()
  await keyspace.drop()
})

/** The statements of a call, by their first words and table. */
async function statementsOf(call: () => Promise<unknown>): Promise<string[]> {
  client.statements.length = 0
  await call()
  return client.statements.map(({ text }) =>
    text
      .replace(/^select .* from/, 'select from')
      .replace(/^(select from|insert into|delete from|update) \w+\.(\w+).*$/, '$1 $2'),
  )
}

const listing = (tenant: string, authorId: string, limit: number, before?: string) =>
  posts.listByAuthors({
    tenant,
    authors: [before === undefined ? { authorId } : { authorId, before }],
    limitPerAuthor: limit,
  })

describe('what a call costs', () => {
  it('a read of the newest posts of many authors: two statements for each, in one wave', async () => {
    const tenant = freshTenant()
    const authors = range(30).map((n) => `author ${n}`)
    for (const [n, authorId] of authors.entries()) await posts.put({ tenant, post: post(n, { authorId }), events: [] })
    await listing(tenant, 'author 0', 5)
    client.mostAtOnce = 0
    const statements = await statementsOf(() =>
      posts.listByAuthors({ tenant, authors: authors.map((authorId) => ({ authorId })), limitPerAuthor: 5 }),
    )
    expect(statements.toSorted()).toEqual([
      ...authors.map(() => 'select from author_buckets'),
      ...authors.map(() => 'select from author_posts'),
    ])
    expect(client.mostAtOnce).toBe(60)
  })

  it('a page of posts: one statement for each', async () => {
    const tenant = freshTenant()
    const records = range(20).map((n) => post(n))
    for (const record of records) await posts.put({ tenant, post: record, events: [] })
    const postIds = records.map(({ id }) => id)
    const statements = await statementsOf(() => posts.getMany({ tenant, postIds: [...postIds, ...postIds] }))
    expect(statements).toEqual(records.map(() => 'select from posts'))
  })

  it('a put with an event: three lightweight transactions at most, and no look at what is not needed', async () => {
    const tenant = freshTenant()
    const events = [event('author')]
    const put = (n: number, key: object) => statementsOf(() => posts.put({ tenant, post: post(n), events, ...key }))
    const effects = [
      'insert into outbox',
      'insert into outbox_minutes',
      'update outbox_shards',
      'insert into author_posts',
      'insert into author_buckets',
    ]
    expect(await put(1, {})).toEqual([
      'select from outbox_shards',
      'insert into posts',
      ...effects,
      'select from outbox_shards',
      'update posts',
    ])
    expect(await put(2, { idempotencyKey: 'key' })).toEqual([
      'select from post_keys',
      'select from outbox_shards',
      'insert into posts',
      'insert into post_keys',
      ...effects,
      'select from outbox_shards',
      'update posts',
    ])
    expect(await put(2, { idempotencyKey: 'key' })).toEqual(['select from post_keys', 'select from posts'])
  })

  it('statements never run more at once than they may', async () => {
    const narrow = new WatchedClient(keyspace.admin)
    const store = createCassandraPostStore({ ...through(narrow, keyspace), maxConcurrentStatements: 4 })
    await store.getMany({ tenant: freshTenant(), postIds: range(40).map(String) })
    expect(narrow.mostAtOnce).toBe(4)
    await store.close()
  })

  it('every statement is prepared, names its columns, and has its consistency and its time', async () => {
    expect(client.statements.length).toBeGreaterThan(0)
    await posts.put({ tenant: freshTenant(), post: post(1), idempotencyKey: 'key', events: [event('key')] })
    for (const { text, options } of client.statements) {
      expect(text).not.toContain('*')
      expect(options).toMatchObject({ prepare: true, consistency: 6, serialConsistency: 9 })
      expect(options.isIdempotent, text).toBe(!/ if /.test(text))
      expect(options.readTimeout).toBeLessThanOrEqual(10_000)
    }
  })
})

describe('the partitions of an author', () => {
  it('are walked from the newest to the oldest, also over empty ones', async () => {
    const tenant = freshTenant()
    const numbers = [7, 1_003, 1_009, 4_002, 9_001, 9_002, 9_003]
    for (const n of numbers) await posts.put({ tenant, post: post(n), events: [] })
    const { id: postId, position: deleted, authorId } = post(4_002)
    await posts.tombstone({ tenant, postId, position: deleted, authorId, events: [] })
    const expected = numbers
      .filter((n) => n !== 4_002)
      .map(position)
      .reverse()
    for (const limit of [1, 2, 3, 5, 6, 7]) {
      const found: string[] = []
      for (let before: string | undefined; ; before = found.at(-1)) {
        const [page] = await listing(tenant, 'author', limit, before)
        found.push(...(page?.positions ?? []))
        if (page?.more !== true) break
      }
      expect(found, `pages of ${limit}`).toEqual(expected)
    }
    const { rows } = await keyspace.admin.execute(
      'select bucket from author_buckets where tenant = ? and author_id = ?',
      [tenant, 'author'],
      { prepare: true },
    )
    expect(rows.map((row) => row['bucket'] - 0x10)).toEqual([9, 4, 1, 0])
  })

  it('are found by a process that guesses wrong', async () => {
    const tenant = freshTenant()
    await posts.put({ tenant, post: post(20_001, { authorId: 'ahead' }), events: [] })
    await listing(tenant, 'ahead', 5)
    await posts.put({ tenant, post: post(3_001, { authorId: 'behind' }), events: [] })
    expect(await listing(tenant, 'behind', 5)).toMatchObject([{ positions: [position(3_001)], more: false }])
    await posts.put({ tenant, post: post(30_001, { authorId: 'behind' }), events: [] })
    expect((await listing(tenant, 'behind', 5))[0]?.positions).toEqual([position(30_001), position(3_001)])
  })
})

it('a deleted post leaves no body in the table, and an event no trace once it is relayed', async () => {
  const tenant = freshTenant()
  const { id: postId, position: at, authorId } = post(1)
  await posts.put({ tenant, post: post(1), events: [event('key')] })
  await posts.tombstone({ tenant, postId, position: at, authorId, events: [] })
  const { rows } = await keyspace.admin.execute(
    'select body, event_keys, event_values, op_time from posts where tenant = ? and post_id = ?',
    [tenant, postId],
    { prepare: true },
  )
  expect({ ...rows[0] }).toEqual({ body: null, event_keys: null, event_values: null, op_time: null })
})
