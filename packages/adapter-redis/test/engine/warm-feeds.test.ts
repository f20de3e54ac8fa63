import { expect, inject, it } from 'vitest'
import { createRedisEventBus, createRedisTimelineCache } from '../../src'
import { feedOver } from '../support/feed'
import { uniquePrefix } from '../support/unique'

const { redis, redisCluster } = inject('connections')

it.each([
  ['one Redis, packed', redis, 'packed'],
  ['one Redis, sorted sets', redis, 'sorted-set'],
  ['a cluster, packed', redisCluster, 'packed'],
  ['a cluster, sorted sets', redisCluster, 'sorted-set'],
] as const)(
  'feeds over %s are those of the stores, while timelines are filled, warm and trimmed',
  async (_, place, encoding) => {
    const keyPrefix = uniquePrefix()
    const timelines = createRedisTimelineCache({ ...place, keyPrefix, encoding })
    const bus = createRedisEventBus({ ...place, keyPrefix })
    const { publish, expectRight } = await feedOver({ timelines, bus })
    await publish(2)
    await expectRight('rebuilt')
    await publish(2)
    await expectRight('cached')
    await publish(20)
    await expectRight('cached')
    expect(timelines.name).toBe('redis')
  },
)
