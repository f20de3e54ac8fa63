import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CassandraPostStore, createCassandraPostStore } from '../src'
import { bucketOf } from '../src/posts/bucket'
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

const newest = (tenant: string, authorIds: readonly string[], limitPerAuthor: number) =>
  posts.listByAuthors({ tenant, authors: authorIds.map((authorId) => ({ authorId })), limitPerAuthor })

/** Lists posts of one partition that there are no posts of. */
async function listPast(tenant: string, authorId: string, positions: readonly string[]): Promise<void> {
  const key = [tenant, authorId, bucketOf(positions[0] ?? '')]
  const insert = 'insert into author_posts (tenant, author_id, bucket, position) values (?, ?, ?, ?) using timestamp 1'
  const rows = positions.map((at) => ({ query: insert, params: [...key, Buffer.from(at, 'hex')] }))
  await keyspace.admin.batch(rows, { prepare: true, logged: false })
  await keyspace.admin.execute('insert into author_buckets (tenant, author_id, bucket) values (?, ?, ?)', key, {
    prepare: true,
  })
}

describe('what a call costs', () => {
  it('a read of the newest posts of many authors: two statements for 16 of them, in one wave', async () => {
    const tenant = freshTenant()
    const authors = range(50).map((n) => `author ${n}`)
    for (const [n, authorId] of authors.entries()) await posts.put({ tenant, post: post(n, { authorId }), events: [] })
    await newest(tenant, authors, 5)
    client.mostAtOnce = 0
    const statements = await statementsOf(() => newest(tenant, authors, 5))
    expect(statements.toSorted()).toEqual([
      ...range(4).map(() => 'select from author_buckets'),
      ...range(4).map(() => 'select from author_posts'),
    ])
    expect(client.mostAtOnce).toBe(8)
  })

  it('a read of one author: two statements that the driver can send to a replica', async () => {
    const tenant = freshTenant()
    await posts.put({ tenant, post: post(1), events: [] })
    await listPast(tenant, 'above', [position(1), position(2)])
    await listPast(tenant, 'above', [position(1_001)])
    for (const [authorId, before] of [['author'], ['above', position(2)]] as const) {
      await statementsOf(() => listing(tenant, authorId, 5, before))
      expect(client.statements).toHaveLength(2)
      for (const { text } of client.statements) expect(text).toContain('author_id = ?')
    }
  })

  it('a read of many posts of many authors: no answer that comes in pages', async () => {
    const tenant = freshTenant()
    const authors = range(24).map((n) => `author ${n}`)
    const written = range(120).map((n) => position(n))
    for (const authorId of authors) await listPast(tenant, authorId, written)
    const expected = authors.map((authorId) => ({ authorId, positions: written.slice(20).reverse(), more: true }))
    await newest(tenant, authors, 100)
    const statements = await statementsOf(async () => expect(await newest(tenant, authors, 100)).toEqual(expected))
    expect(statements).toHaveLength(2 + 3)
    for (const { options } of client.statements) expect(options.pageState).toBeUndefined()
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

  it('are walked side by side, each author from a bound of its own', async () => {
    const number = fc.tuple(fc.nat(4), fc.nat(2)).map(([bucket, n]) => bucket * 1_000 + n)
    const author = fc.record({ numbers: fc.uniqueArray(number, { maxLength: 8 }), bound: fc.option(number) })
    const call = fc.record({ authors: fc.array(author, { maxLength: 40 }), limit: fc.integer({ min: 1, max: 9 }) })
    const check = async ({ authors, limit }: typeof call extends fc.Arbitrary<infer Call> ? Call : never) => {
      const tenant = freshTenant()
      const asked = authors.map(({ numbers, bound }, n) => {
        const range = { authorId: `author ${n}`, ...(bound === null ? {} : { before: position(bound) }) }
        return { range, positions: numbers.toSorted((a, b) => b - a).map(position) }
      })
      await Promise.all(
        asked.flatMap(({ range, positions }) => positions.map((at) => listPast(tenant, range.authorId, [at]))),
      )
      const expected = asked.map(({ range: { authorId, before = 'f' }, positions }) => {
        const below = positions.filter((at) => at < before)
        return { authorId, positions: below.slice(0, limit), more: below.length > limit }
      })
      const ranges = asked.map(({ range }) => range)
      expect(await posts.listByAuthors({ tenant, authors: ranges, limitPerAuthor: limit })).toEqual(expected)
    }
    await fc.assert(fc.asyncProperty(call, check), { numRuns: 25 })
  })

  it('are guessed as most authors have them, whoever was read last', async () => {
    const tenant = freshTenant()
    const store = createCassandraPostStore(through(client, keyspace))
    const read = (authorIds: readonly string[]) =>
      store.listByAuthors({ tenant, authors: authorIds.map((authorId) => ({ authorId })), limitPerAuthor: 1 })
    const busy = range(3).map((n) => `busy ${n}`)
    for (const authorId of busy) await listPast(tenant, authorId, [position(20_001)])
    await listPast(tenant, 'silent', [position(3_001)])
    await read(busy)
    await read(['silent'])
    expect(await statementsOf(() => read(busy))).toEqual(['select from author_posts', 'select from author_buckets'])
    for (const authorId of busy) await listPast(tenant, authorId, [21_001, 21_002].map(position))
    for (let reads = 0; (await statementsOf(() => read(busy))).length > 2; reads++) expect(reads).toBeLessThan(3)
    await store.close()
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
