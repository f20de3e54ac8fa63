import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { CounterStore } from '@feed-engine/core'
import * as framework from 'vitest'
import { createRedisCounterStore, type RedisCounterStoreOptions } from '../../src'
import { uniquePrefix } from '../support/unique'

const { redis, redisCluster } = framework.inject('connections')

function harness(options: RedisCounterStoreOptions): Harness<CounterStore> {
  const adapter = createRedisCounterStore(options)
  return { adapter, reopen: async () => harness(options), close: () => adapter.close() }
}

describeAdapter({
  name: 'redis, counters',
  framework,
  counterStore: async () => harness({ ...redis, keyPrefix: uniquePrefix() }),
})

describeAdapter({
  name: 'redis, counters in shards',
  framework,
  counterStore: async () => harness({ ...redis, keyPrefix: uniquePrefix(), shards: 5 }),
})

describeAdapter({
  name: 'redis cluster, counters',
  framework,
  counterStore: async () => harness({ ...redisCluster, keyPrefix: uniquePrefix() }),
})
