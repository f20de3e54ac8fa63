import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { PostStore, TenantId } from '@feed-engine/core'
import * as vitest from 'vitest'
import { afterAll, beforeAll } from 'vitest'
import { attachPostsTable, PostsTableStore } from '../src'
import { createDatabase, type TestDatabase } from './database'

const tablesByTenant = new Map<TenantId, Promise<string>>()
let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())

/** Tenants of the suite get a table each, as an application with a table per tenant would have it. */
function tableOf(tenant: TenantId): Promise<string> {
  const table = tablesByTenant.get(tenant) ?? attachedTable(tenant)
  tablesByTenant.set(tenant, table)
  return table
}

async function attachedTable(tenant: TenantId): Promise<string> {
  const { pool, sideSchema } = database
  const { table } = await database.createTable()
  await attachPostsTable({ pool, table, schema: sideSchema, tenant })
  return table
}

async function open(): Promise<Harness<PostStore>> {
  const { pool, sideSchema: schema } = database
  const adapter = new PostsTableStore({ pool, schema, tableOf })
  return { adapter, reopen: open, close: () => adapter.close() }
}

describeAdapter({
  name: 'a posts table',
  framework: vitest,
  // Keys are UUIDs: the store will never see positions of 64 bits.
  widths: [32],
  runs: 10,
  postStore: open,
})
