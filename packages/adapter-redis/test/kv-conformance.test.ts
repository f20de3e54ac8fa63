import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { KeyValueCache } from '@feed-engine/core'
import * as framework from 'vitest'
import { createRedisKeyValueCache, type RedisKeyValueCacheOptions } from '../src'
import { uniquePrefix } from './support/unique'

const { redis, redisCluster } = framework.inject('connections')

function harness(options: RedisKeyValueCacheOptions): Harness<KeyValueCache> {
  const adapter = createRedisKeyValueCache(options)
  return { adapter, reopen: async () => harness(options), close: () => adapter.close() }
}

describeAdapter({
  name: 'redis, keys and values',
  framework,
  keyValueCache: async () => harness({ ...redis, keyPrefix: uniquePrefix() }),
})

describeAdapter({
  name: 'redis cluster, keys and values',
  framework,
  keyValueCache: async () => harness({ ...redisCluster, keyPrefix: uniquePrefix() }),
})
