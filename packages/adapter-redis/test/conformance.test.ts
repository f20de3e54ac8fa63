import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { EventBus, TimelineCache } from '@feed-engine/core'
import * as framework from 'vitest'
import { startRedis } from '../../../scripts/services/start-redis'
import {
  createRedisEventBus,
  createRedisTimelineCache,
  type RedisEventBusOptions,
  type RedisTimelineCacheOptions,
} from '../src'
import { unlinkInCluster, withRedis } from './support/clients'
import { uniquePrefix } from './support/unique'

const { redis, redisCluster } = framework.inject('connections')
const own = await startRedis()
framework.afterAll(() => own.stop())

function harness(options: RedisTimelineCacheOptions, failOver: () => Promise<unknown>): Harness<TimelineCache> {
  const adapter = createRedisTimelineCache(options)
  return { adapter, failOver: async () => void (await failOver()), close: () => adapter.close() }
}

function bus(options: RedisEventBusOptions): Harness<EventBus> {
  const adapter = createRedisEventBus(options)
  return { adapter, reopen: async () => bus(options), close: () => adapter.close() }
}

const place = { host: own.host, port: own.port }
const flush = () => withRedis(own, (client) => client.flushall())

describeAdapter({
  name: 'redis, packed',
  framework,
  timelineCache: async () => harness(place, flush),
})

describeAdapter({
  name: 'redis, sorted sets, many cells',
  framework,
  timelineCache: async () => harness({ ...place, keyPrefix: 'z:', encoding: 'sorted-set', cells: 16 }, flush),
})

describeAdapter({
  name: 'redis cluster, packed',
  framework,
  timelineCache: async () => {
    const keyPrefix = uniquePrefix()
    return harness({ ...redisCluster, keyPrefix }, () => unlinkInCluster(redisCluster.nodes, `${keyPrefix}{*}c`))
  },
})

describeAdapter({
  name: 'redis cluster, sorted sets',
  framework,
  timelineCache: async () => {
    const options = { ...redisCluster, keyPrefix: uniquePrefix(), encoding: 'sorted-set' } as const
    return harness(options, () => unlinkInCluster(redisCluster.nodes, `${options.keyPrefix}{*}c`))
  },
})

describeAdapter({
  name: 'redis streams',
  framework,
  eventBus: async () => bus({ ...redis, keyPrefix: uniquePrefix() }),
})

describeAdapter({
  name: 'redis cluster streams, many partitions',
  framework,
  eventBus: async () => bus({ ...redisCluster, keyPrefix: uniquePrefix() }),
})
