import { createMemoryStores, MemoryUserDirectory } from '@feed-engine/adapter-memory'
import { createFeedEngine } from '@feed-engine/core'
import { expect, inject, it, onTestFinished } from 'vitest'
import { createRedisEventBus, createRedisKeyValueCache } from '../../src'
import { uniquePrefix } from '../support/unique'
import { until } from '../support/until'

const { redis, redisCluster } = inject('connections')

it.each([
  ['one Redis', redis],
  ['a cluster', redisCluster],
] as const)('a profile that one process changes is new in the others, over %s', async (_, place) => {
  const keyPrefix = uniquePrefix()
  const users = new MemoryUserDirectory()
  const memory = createMemoryStores()
  const put = (version: number) =>
    users.put({ tenant: 'default', profile: { id: 'ann', version, body: Buffer.from(`${version}`) } })
  put(1)
  const processes = [0, 1, 2].map(() => {
    const bus = createRedisEventBus({ ...place, keyPrefix })
    const cache = createRedisKeyValueCache({ ...place, keyPrefix })
    const engine = createFeedEngine<string>({ stores: { ...memory, users, bus, cache }, workers: 'none' })
    onTestFinished(async () => {
      await engine.close()
      await Promise.all([bus.close(), cache.close()])
    })
    const read = async () => {
      const page = await engine.userTimeline({ viewerId: 'viewer', authorId: 'ann' })
      expect(page.degraded).toEqual([])
      return page.profiles?.get('ann')?.body
    }
    return { engine, read }
  })
  const everybodyReads = async (version: number) =>
    (await Promise.all(processes.map(({ read }) => read()))).every((body) => body === version)

  await processes[0]?.engine.publish({ authorId: 'ann', body: 'post' })
  expect(await everybodyReads(1)).toBe(true)
  // Whoever does not listen yet hears a later one.
  for (let version = 2; version <= 3; version++) {
    put(version)
    await until(async () => {
      await processes[1]?.engine.profileChanged({ userId: 'ann', version })
      return everybodyReads(version)
    }, `version ${version} is everywhere`)
  }
})
