import type { FeedEngine } from '@feed-engine/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { attachPostsTable, PostsTableStore } from '../src'
import { createEngine } from '../src/create-engine'
import { mintId } from '../src/old-application/mint-id'
import type { OldApplication } from '../src/old-application/posts'
import { createDatabase, type TestDatabase } from './database'

let database: TestDatabase
let engine: FeedEngine<string>
let application: OldApplication
let table: string
let before: string

beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  const { pool, schema, sideSchema } = database
  ;({ table, application } = await database.createTable())
  before = mintId(Date.now() - 86_400_000)
  await application.insertPost({ id: before, userId: 'bob', body: 'before the engine' })
  await attachPostsTable({ pool, table, schema: sideSchema })
  engine = await createEngine({ pool, table, sideSchema, schema, cursorSecret: 'sixteen bytes or more' })
  await engine.follow({ followerId: 'ann', followeeId: 'bob' })
  // Fills the timeline: from here on it takes what is pushed.
  await engine.rebuildTimeline({ viewerId: 'ann' })
})
afterEach(() => engine.close())

async function home(): Promise<unknown[]> {
  await engine.drain()
  const { items, freshness } = await engine.homeTimeline({ viewerId: 'ann' })
  return [freshness, ...items.map(({ post }) => post.body)]
}

function insertPost(body: string): Promise<string> {
  const id = mintId()
  return application.insertPost({ id, userId: 'bob', body }).then(() => id)
}

describe('posts that the engine did not publish', () => {
  test('are there if they were there before the table was attached', async () => {
    expect(await home()).toEqual(['cached', 'before the engine'])
  })

  test('are pushed into timelines that are open, by the event of the insert', async () => {
    await engine.publish({ authorId: 'bob', body: 'through the engine' })
    await insertPost('behind its back')
    expect(await home()).toEqual(['cached', 'behind its back', 'through the engine', 'before the engine'])
  })

  test('would be missing from timelines that are open without that event, and be found by reads of the stores', async () => {
    await database.pool.query(`alter table ${table} disable trigger feed_announce_insert`)
    await insertPost('unannounced')
    expect(await home()).toEqual(['cached', 'before the engine'])
    const { items } = await engine.homeTimeline({ viewerId: 'ann', read: 'strict' })
    expect(items.map(({ post }) => post.body)).toEqual(['unannounced', 'before the engine'])
    await engine.rebuildTimeline({ viewerId: 'ann' })
    expect(await home()).toEqual(['cached', 'unannounced', 'before the engine'])
  })

  test('are announced also where the role of the application has no right on the side tables', async () => {
    const role = `${database.schema}_role`
    const { pool, schema } = database
    await pool.query(
      `create role ${role}; grant usage on schema ${schema} to ${role}; grant all on ${table} to ${role}`,
    )
    const id = mintId()
    const insert = `insert into ${table} (id, user_id, body) values ('${id}', 'bob', 'by a role of few rights')`
    const change = `update ${table} set body = 'changed' where id = '${id}'; delete from ${table} where id = '${before}'`
    await pool.query(`begin; set local role ${role}; ${insert}; ${change}; commit`)
    expect(await home()).toEqual(['cached', 'changed'])
    await pool.query(`drop owned by ${role}; drop role ${role}`)
  })

  test('are not announced when their transaction is rolled back', async () => {
    const client = await database.pool.connect()
    await client.query('begin')
    await client.query(`insert into ${table} (id, user_id, body) values ($1, 'bob', 'never')`, [mintId()])
    await client.query('rollback')
    client.release()
    expect(await pendingEvents()).toBe(0)
    expect(await home()).toEqual(['cached', 'before the engine'])
  })
})

describe('changes that the engine did not make', () => {
  test('an edit is on the next page, under a higher version', async () => {
    const post = await engine.publish({ authorId: 'bob', body: 'draft' })
    await application.editPost(post.id, 'final')
    expect(await home()).toEqual(['cached', 'final', 'before the engine'])
    expect(await engine.getPost({ postId: post.id, viewerId: 'ann' })).toMatchObject({ version: 2 })
  })

  test('a delete holds for the next read, before any event is applied', async () => {
    await engine.stopWorkers()
    await application.deletePost(before)
    expect((await engine.homeTimeline({ viewerId: 'ann' })).items).toEqual([])
    await expect(engine.publish({ authorId: 'bob', id: before, body: 'again' })).rejects.toMatchObject({ code: 'GONE' })
    await engine.startWorkers()
  })

  test('a deleted row may keep its body for the application; nobody else gets it', async () => {
    await application.deletePost(before)
    const { pool, sideSchema: schema } = database
    const posts = new PostsTableStore({ pool, schema, tableOf: async () => table })
    const found = await posts.getMany({ tenant: 'default', postIds: [before] })
    expect(found.get(before)).toMatchObject({ state: 'deleted', version: 2, body: new Uint8Array() })
    await posts.close()
  })

  test('a removed row is gone for good, its id and its idempotency key too', async () => {
    const request = { authorId: 'bob', body: 'short-lived', idempotencyKey: 'once' }
    const post = await engine.publish(request)
    await application.removeRow(post.id)
    const { pool, sideSchema: schema } = database
    const posts = new PostsTableStore({ pool, schema, tableOf: async () => table })
    const found = await posts.getMany({ tenant: 'default', postIds: [post.id] })
    expect(found.get(post.id)).toMatchObject({ authorId: 'bob', state: 'deleted', version: 2 })
    await posts.close()
    expect(await home()).toEqual(['cached', 'before the engine'])
    await expect(engine.publish(request)).rejects.toMatchObject({ code: 'GONE' })
    await expect(engine.publish({ authorId: 'bob', id: post.id, body: 'again' })).rejects.toMatchObject({
      code: 'GONE',
    })
  })
})

describe('what the engine writes', () => {
  test('is text in the column of the application, and is announced once', async () => {
    await engine.stopWorkers()
    const posts = new PostsTableStore({
      pool: database.pool,
      schema: database.sideSchema,
      tableOf: async () => table,
    })
    const id = mintId()
    const position = id.replaceAll('-', '')
    const event = { topic: 'posts', key: 'bob', value: new Uint8Array([1]) }
    await posts.put({
      tenant: 'default',
      post: {
        id,
        position,
        authorId: 'bob',
        createdAtMs: 0,
        kind: 'post',
        version: 1,
        state: 'visible',
        visibility: 'public',
        delivery: { pushFrom: 0 },
        body: new TextEncoder().encode('grüße'),
        fingerprint: 'fingerprint',
      },
      events: [event],
    })
    expect(await pendingEvents()).toBe(1)
    expect(await application.bodiesOf('bob')).toEqual(['before the engine', 'grüße'])
    await posts.tombstone({ tenant: 'default', postId: id, position, authorId: 'bob', events: [event] })
    expect(await pendingEvents()).toBe(2)
    expect(await application.bodiesOf('bob')).toEqual(['before the engine'])
    await database.pool.query(`delete from ${database.sideSchema}.outbox`)
    await posts.close()
  })
})

describe('the table', () => {
  test('takes no key that does not tell its time', async () => {
    const id = '2f1c0b6e-6d5e-4f0a-9b1c-0d2e3f405162'
    const insert = application.insertPost({ id, userId: 'bob', body: 'random id' })
    await expect(insert).rejects.toThrow('posts_id_is_uuidv7')
  })
})

async function pendingEvents(): Promise<number> {
  const { rows } = await database.pool.query(`select count(*)::int as pending from ${database.sideSchema}.outbox`)
  return (rows as { pending: number }[])[0]?.pending ?? Number.NaN
}
