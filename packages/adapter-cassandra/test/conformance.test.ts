import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { Adapter } from '@feed-engine/core'
import * as framework from 'vitest'
import {
  type CassandraOptions,
  createCassandraCounterArchive,
  createCassandraGraphStore,
  createCassandraPostStore,
} from '../src'
import { createKeyspace, type TestKeyspace } from './support/keyspace'

let keyspace: TestKeyspace

framework.beforeAll(async () => {
  keyspace = await createKeyspace()
})
framework.afterAll(() => keyspace.drop())

function harness<A extends Adapter>(create: (options: CassandraOptions) => A): () => Promise<Harness<A>> {
  const open = async (): Promise<Harness<A>> => {
    const adapter = create(keyspace.options)
    return { adapter, reopen: open, close: () => adapter.close() }
  }
  return open
}

describeAdapter({
  name: 'cassandra',
  framework,
  postStore: harness(createCassandraPostStore),
  graphStore: harness(createCassandraGraphStore),
  counterArchive: harness(createCassandraCounterArchive),
  timeoutMs: 180_000,
})
