import type { Verdict } from '@feed-engine/core'
import { Cluster, Redis } from 'ioredis'
import { describe, expect, inject, it } from 'vitest'
import { createRedisEventBus, createRedisTimelineCache, type RedisConnectionOptions } from '../../src'
import { entry, fill, homeOf, push } from '../support/timelines'
import { uniquePrefix } from '../support/unique'
import { until } from '../support/until'

const { redis, redisCluster } = inject('connections')

/** Sockets and timers that would keep the process alive. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap' || name === 'Timeout').length
}

async function useTimelines(options: RedisConnectionOptions): Promise<void> {
  const cache = createRedisTimelineCache({ ...options, keyPrefix: uniquePrefix() })
  await fill(cache, homeOf('reader'))
  await push(cache, [homeOf('reader')], [entry(1)])
  await cache.close()
  await cache.close()
  await expect(cache.incarnation({ feed: homeOf('reader') })).rejects.toMatchObject({ code: 'CLOSED' })
}

async function useBus(options: RedisConnectionOptions): Promise<void> {
  const bus = createRedisEventBus({ ...options, keyPrefix: uniquePrefix() })
  const heard: string[] = []
  const handler = async ({ key }: { readonly key: string }): Promise<Verdict> => {
    heard.push(key)
    return { kind: 'ack' }
  }
  await bus.subscribe({ topic: 'topic', group: 'group', handler, concurrency: 2, ackTimeoutMs: 1_000 })
  await bus.subscribe({ topic: 'topic', handler, concurrency: 2, ackTimeoutMs: 1_000 })
  await bus.publish({ topic: 'topic', messages: [{ key: 'key', value: new Uint8Array() }] })
  await until(() => heard.length === 2, 'both have the message')
  await bus.close()
  await bus.close()
  await expect(bus.lag({ topic: 'topic', group: 'group' })).rejects.toMatchObject({ code: 'CLOSED' })
}

const uses = [
  ['timelines', useTimelines],
  ['a bus', useBus],
] as const

describe.each(uses)('a connection that %s made', (_, use) => {
  it.each([
    ['by host', { host: redis.host, port: redis.port }],
    ['by URL', { url: `redis://${redis.host}:${redis.port}` }],
    ['by nodes', { nodes: redisCluster.nodes }],
  ])('%s is ended by close: no socket and no timer is left', async (__, options) => {
    const before = handles()
    await use(options)
    await until(() => handles() <= before, 'sockets and timers are gone')
  })
})

describe.each(uses)('a client that %s was given', (_, use) => {
  it('stays open at close, single', async () => {
    const client = new Redis(redis.port, redis.host)
    await use({ client })
    expect(await client.ping()).toBe('PONG')
    client.disconnect()
  })

  it('stays open at close, cluster', async () => {
    const client = new Cluster([...redisCluster.nodes])
    await use({ client })
    expect(await client.ping()).toBe('PONG')
    client.disconnect()
  })
})
