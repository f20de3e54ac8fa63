import { Cluster, Redis } from 'ioredis'
import { afterAll, expect, inject, it } from 'vitest'
import { createRedisCounterStore, type RedisClient } from '../../src'
import { counting } from '../support/counting-client'
import { uniquePrefix } from '../support/unique'

const { redis, redisCluster } = inject('connections')
const single = new Redis(redis.port, redis.host)
const cluster = new Cluster(redisCluster.nodes)
afterAll(() => {
  single.disconnect()
  cluster.disconnect()
})

const postIds = Array.from({ length: 200 }, (_, index) => `post ${index}`)

it.each([
  ['one Redis', single, 1],
  ['a cluster of three masters', cluster, 3],
] as const)('200 posts, and what a viewer likes of them, are one round trip per server: %s', async (_, to, servers) => {
  const client = counting(to as RedisClient)
  const counters = createRedisCounterStore({ client, keyPrefix: uniquePrefix() })
  const changes = postIds.map((postId) => ({ postId, counter: 'likes', member: 'bob', on: true, atMs: 1 }) as const)
  await counters.apply({ tenant: 't', nowMs: 1, changes })
  await counters.read({ tenant: 't', postIds: postIds.slice(0, 1) })
  for (const store of [counters, counters.writeBehind]) {
    client.writes.length = 0
    await store.read({ tenant: 't', postIds, viewerId: 'bob' })
    expect(client.writes.length).toBeLessThanOrEqual(servers)
  }
  const found = await counters.read({ tenant: 't', postIds, viewerId: 'bob' })
  expect([...found.values()].every(({ counts, liked }) => counts.likes === 1 && liked === true)).toBe(true)
})

it('changes of one post by many members are one script for each of its parts', async () => {
  const client = counting(single)
  const counters = createRedisCounterStore({ client, keyPrefix: uniquePrefix(), shards: 3 })
  const change = (member: number) =>
    ({ postId: 'p', counter: 'likes', member: `m${member}`, on: true, atMs: 1 }) as const
  const changes = Array.from({ length: 256 }, (_, member) => change(member))
  await counters.apply({ tenant: 't', nowMs: 1, changes: [change(-1)] })
  client.writes.length = 0
  await counters.apply({ tenant: 't', nowMs: 1, changes })
  expect(client.writes).toEqual([3])
})
