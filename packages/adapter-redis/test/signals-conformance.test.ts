import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { SignalStore } from '@feed-engine/core'
import * as framework from 'vitest'
import { createRedisSignalStore, type RedisSignalStoreOptions } from '../src'
import { uniquePrefix } from './support/unique'

const { redis, redisCluster } = framework.inject('connections')

function harness(options: RedisSignalStoreOptions): Harness<SignalStore> {
  const adapter = createRedisSignalStore(options)
  return { adapter, reopen: async () => harness(options), close: () => adapter.close() }
}

describeAdapter({
  name: 'redis, signals',
  framework,
  signalStore: async () => harness({ ...redis, keyPrefix: uniquePrefix() }),
})

describeAdapter({
  name: 'redis cluster, signals',
  framework,
  signalStore: async () => harness({ ...redisCluster, keyPrefix: uniquePrefix() }),
})
