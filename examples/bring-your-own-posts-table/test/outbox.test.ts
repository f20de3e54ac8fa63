import { Fixtures, seededRandom } from '@feed-engine/conformance'
import { DEFAULT_TENANT } from '@feed-engine/core'
import type { Pool, PoolClient } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachPostsTable, PostsTableStore } from '../src'
import { createDatabase, type TestDatabase } from './database'

const make = new Fixtures({ width: 32, random: seededRandom(1), unique: 'outbox' })
let database: TestDatabase
let table: string

beforeAll(async () => {
  database = await createDatabase()
  ;({ table } = await database.createTable())
  await attachPostsTable({ pool: database.pool, table, schema: database.sideSchema })
})
afterAll(() => database.drop())

const storeOn = (pool: Pool): PostsTableStore =>
  new PostsTableStore({ pool, schema: database.sideSchema, tableOf: async () => table })

async function putWithEvent(store: PostsTableStore): Promise<void> {
  await store.put({ tenant: DEFAULT_TENANT, post: make.post(), events: [make.event()] })
}

test('a claim ends with its lease, whether or not anybody else wants it', async () => {
  const store = storeOn(database.pool)
  await putWithEvent(store)
  const batch = await store.outbox.claim({ leaseMs: 1, limit: 10 })
  await expect.poll(async () => (await leases()).some(({ running }) => running)).toBe(false)
  const recordIds = batch?.records.map(({ recordId }) => recordId) ?? []
  const claim = { partition: batch?.partition ?? -1, fence: batch?.fence ?? '' }
  expect(await store.outbox.acknowledge({ ...claim, recordIds })).toBe('stale')
  expect(await store.outbox.pending()).toBe(1)
  await empty()
})

test('a partition that is emptied while it is claimed is given back at once', async () => {
  await putWithEvent(storeOn(database.pool))
  const store = storeOn(afterFirst(database.pool, 'update', empty))
  expect(await store.outbox.claim({ leaseMs: 60_000, limit: 10 })).toBeNull()
  expect((await leases()).filter(({ running }) => running)).toEqual([])
})

async function leases(): Promise<{ running: boolean }[]> {
  const sql = `select ends_at > clock_timestamp() as running from ${database.sideSchema}.outbox_claims`
  return (await database.pool.query<{ running: boolean }>(sql)).rows
}

async function empty(): Promise<void> {
  await database.pool.query(`delete from ${database.sideSchema}.outbox`)
}

/** The pool, but that something happens once between a statement and the next one. */
function afterFirst(pool: Pool, start: string, meanwhile: () => Promise<void>): Pool {
  let done = false
  const watched = (client: PoolClient): PoolClient =>
    Object.create(client, {
      query: {
        value: async (text: string, values: unknown[]) => {
          const result = await client.query(text, values)
          if (!done && text.trimStart().startsWith(start)) {
            done = true
            await meanwhile()
          }
          return result
        },
      },
    })
  return Object.create(pool, { connect: { value: async () => watched(await pool.connect()) } })
}
