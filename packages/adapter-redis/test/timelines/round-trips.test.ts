import { cellOf } from '@feed-engine/core'
import { Cluster, Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { createRedisTimelineCache } from '../../src'
import { counting } from '../support/counting-client'
import { entry, fill, homeOf, homes, push, read } from '../support/timelines'
import { uniquePrefix } from '../support/unique'

const { redis, redisCluster } = inject('connections')
const single = new Redis(redis.port, redis.host)
const cluster = new Cluster(redisCluster.nodes)
afterAll(() => {
  single.disconnect()
  cluster.disconnect()
})

describe('on one Redis', () => {
  it('a push to 1,000 followers is one write of one command, and so is a read', async () => {
    const client = counting(single)
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    const feed = homeOf('reader')
    await fill(cache, feed)
    await push(cache, [feed], [entry(1)])
    await read(cache, feed)
    client.writes.length = 0
    await push(cache, homes(1_000), [entry(2)])
    expect(client.writes).toEqual([1])
    await read(cache, feed)
    expect(client.writes).toEqual([1, 1])
  })

  it('a push to more is still one write, in commands that are short', async () => {
    const client = counting(single)
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix() })
    await push(cache, homes(1), [entry(1)])
    client.writes.length = 0
    expect(await push(cache, homes(3_000), [entry(2)])).toHaveLength(3_000)
    expect(client.writes).toEqual([3])
  })

  it('a push over many cells is one write as well', async () => {
    const client = counting(single)
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix(), cells: 64 })
    await push(cache, homes(1), [entry(1)])
    client.writes.length = 0
    await push(cache, homes(1_000), [entry(2)])
    expect(client.writes).toEqual([64])
  })
})

describe('on a cluster of three', () => {
  it('a push to 1,000 followers is one write per master, with a command per cell', async () => {
    const client = counting(cluster)
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix(), cells: 64 })
    const feeds = homes(1_000)
    await push(cache, feeds, [entry(1)])
    await push(cache, feeds, [entry(1)])
    client.writes.length = 0
    await push(cache, feeds, [entry(2)])
    expect(client.writes).toHaveLength(3)
    expect(client.writes.reduce((sum, commands) => sum + commands, 0)).toBe(64)
    for (const commands of client.writes) expect(commands).toBeGreaterThanOrEqual(21)
  })

  it('a push to a slice of the followers, as a graph store lists them, meets the cells of the slice alone', async () => {
    const client = counting(cluster)
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix(), cells: 64 })
    expect(cache.capabilities.cells).toBe(64)
    const feeds = homes(2_000).filter(({ ownerId }) => cellOf(ownerId, 4) === 3)
    await push(cache, feeds, [entry(1)])
    client.writes.length = 0
    await push(cache, feeds, [entry(2)])
    expect(client.writes.reduce((sum, commands) => sum + commands, 0)).toBe(16)
  })
})

describe('scripts', () => {
  it('that the server has forgotten are sent again, alone and in a pipeline', async () => {
    const client = counting(single)
    const cache = createRedisTimelineCache({ client, keyPrefix: uniquePrefix(), cells: 4 })
    const feeds = homes(20)
    await single.script('FLUSH')
    for (const feed of feeds) await fill(cache, feed)
    await single.script('FLUSH')
    expect(await push(cache, feeds, [entry(1)])).toEqual(feeds.map(() => 'pushed'))
    for (const feed of feeds) expect((await read(cache, feed))?.entries).toEqual([entry(1)])
  })
})
