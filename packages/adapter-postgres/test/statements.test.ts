import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPostgresStores, type PostgresOptions } from '../src'
import { entry, event, post, range, TENANT } from './support/data'
import { createSchema, serverOptions, type TestSchema } from './support/schema'

let schema: TestSchema

beforeAll(async () => {
  schema = await createSchema()
})
afterAll(() => schema.drop())

/** Calls of all stores over one connection; answers what is prepared on it. */
async function preparedBy(
  options: PostgresOptions,
): Promise<readonly { readonly name: string; readonly calls: number }[]> {
  const pool = new pg.Pool({ ...serverOptions(), max: 1 })
  const { posts, graph, timelines, bus, close } = createPostgresStores({
    pool,
    schema: schema.options.schema ?? '',
    ...options,
  })
  const feed = { tenant: TENANT, kind: 'home' as const, ownerId: 'owner' }
  for (const n of range(4)) {
    await posts.put({ tenant: TENANT, post: post(n), events: [event('key')] })
    await posts.listByAuthors({
      tenant: TENANT,
      authors: range(n + 1).map((i) => ({ authorId: `${i}` })),
      limitPerAuthor: 5,
    })
    await graph.counts({ tenant: TENANT, userIds: range(n + 1).map(String) })
    await timelines.push({ feeds: range(n + 1).map(() => feed), entries: [entry(n)], pushFrom: 0, maxEntries: 9 })
    await bus.publish({ topic: 'topic', messages: range(n).map(() => ({ key: 'key', value: new Uint8Array(1) })) })
  }
  const prepared = 'select name, (generic_plans + custom_plans)::int as calls from pg_prepared_statements'
  const { rows } = await pool.query(prepared)
  await close()
  await pool.end()
  return rows
}

it('are prepared once per connection, under names of their own, however many ids they are given', async () => {
  const prepared = await preparedBy({})
  expect(prepared.map(({ name }) => name)).toEqual(Array(6).fill(expect.stringMatching(/^feed_engine_[0-9a-f]{24}$/)))
  expect(new Set(prepared.map(({ name }) => name)).size).toBe(6)
  expect(prepared.map(({ calls }) => calls).sort()).toEqual([1, 3, 4, 4, 4, 4])
})

it('are not prepared where a pooler could not find them again', async () => {
  expect(await preparedBy({ preparedStatements: false })).toEqual([])
})
