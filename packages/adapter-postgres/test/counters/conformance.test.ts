import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { CounterArchive } from '@feed-engine/core'
import * as framework from 'vitest'
import { createPostgresCounterArchive } from '../../src'
import { createSchema, type TestSchema } from '../support/schema'

let schema: TestSchema

framework.beforeAll(async () => {
  schema = await createSchema()
})
framework.afterAll(() => schema.drop())

async function open(): Promise<Harness<CounterArchive>> {
  const adapter = createPostgresCounterArchive(schema.options)
  return { adapter, reopen: open, close: () => adapter.close() }
}

describeAdapter({ name: 'postgres, archive of counters', framework, counterArchive: open })
