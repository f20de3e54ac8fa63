import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import type { PostgresPool } from '../src'
import { describeStores } from './support/conformance'
import { plainPool } from './support/plain-pool'
import { createSchema, serverOptions, type TestSchema } from './support/schema'

let schema: TestSchema
let pgPool: pg.Pool
let pool: PostgresPool

beforeAll(async () => {
  schema = await createSchema()
  pgPool = new pg.Pool({ ...serverOptions(), max: 12 })
  pgPool.on('error', () => undefined)
  pool = plainPool(pgPool)
})
afterAll(async () => {
  await pgPool.end()
  await schema.drop()
})

describeStores('postgres, by a client of text and values', {
  options: () => ({ pool, schema: schema.options.schema ?? '', preparedStatements: false }),
  crash: () => schema.admin.query('truncate timelines, timeline_incarnation'),
})
