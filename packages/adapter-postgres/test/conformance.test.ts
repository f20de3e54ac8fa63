import { afterAll, beforeAll } from 'vitest'
import { describeStores } from './support/conformance'
import { createSchema, type TestSchema } from './support/schema'

let schema: TestSchema

beforeAll(async () => {
  schema = await createSchema()
})
afterAll(() => schema.drop())

describeStores('postgres', {
  options: () => schema.options,
  crash: () => schema.admin.query('truncate timelines, timeline_incarnation'),
})
