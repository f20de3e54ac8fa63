import type { PushStatus } from '@feed-engine/core'
import { expect, it } from 'vitest'
import { createRedisTimelineCache } from '../../src'
import { withRedis } from '../support/clients'
import { privateRedis } from '../support/private-redis'
import { entry, fill, homes, push, read } from '../support/timelines'

const FEEDS = homes(600)

/** A Redis with every so many of the feeds open, and how often it has run a command. */
async function setUp(isOpen: (index: number) => boolean) {
  const server = await privateRedis()
  const cache = createRedisTimelineCache({ host: server.host, port: server.port })
  const open = FEEDS.filter((_, index) => isOpen(index))
  for (const feed of open) await fill(cache, feed, [entry(1)])
  const calls = async (command: string): Promise<number> => {
    const stats = await withRedis(server, (client) => client.info('commandstats'))
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0)
  }
  const keys = () => withRedis(server, (client) => client.dbsize())
  const expected = FEEDS.map((_, index): PushStatus => (isOpen(index) ? 'pushed' : 'absent'))
  return { cache, open, calls, keys, expected }
}

it('a push is one command for each timeline that is open', async () => {
  const { cache, calls, expected } = await setUp(() => true)
  const [appends, looks] = [await calls('append'), await calls('getrange')]
  expect(await push(cache, FEEDS, [entry(2)])).toEqual(expected)
  expect((await calls('append')) - appends).toBe(FEEDS.length)
  expect((await calls('getrange')) - looks).toBe(0)
  await cache.close()
})

it.each([
  ['few', 10],
  ['half', 2],
])('a push where %s are absent creates none of them', async (_, every) => {
  const { cache, open, keys, expected } = await setUp((index) => index % every !== 0)
  const before = await keys()
  for (const index of [2, 3]) expect(await push(cache, FEEDS, [entry(index)])).toEqual(expected)
  expect(await keys()).toBe(before)
  for (const feed of open.slice(0, 5)) {
    expect((await read(cache, feed))?.entries).toEqual([entry(3), entry(2), entry(1)])
  }
  await cache.close()
})

it('where most are absent, few of those are written to', async () => {
  const { cache, calls, expected } = await setUp((index) => index % 20 === 0)
  const before = await calls('append')
  expect(await push(cache, FEEDS, [entry(2)])).toEqual(expected)
  expect((await calls('append')) - before).toBeLessThan(100)
  await cache.close()
})
