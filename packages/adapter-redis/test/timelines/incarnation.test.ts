import { afterAll, describe, expect, it } from 'vitest'
import { type PrivateRedis, type StartRedisOptions, startRedis } from '../../../../scripts/services/start-redis'
import { createRedisTimelineCache, type RedisTimelineCache } from '../../src'
import { withRedis } from '../support/clients'
import { follows } from '../support/private-redis'
import { entries, entry, fill, homeOf, push, read } from '../support/timelines'
import { until } from '../support/until'

const feed = homeOf('reader')
const cleanUps: (() => Promise<void>)[] = []

async function startServer(options?: StartRedisOptions): Promise<PrivateRedis> {
  const server = await startRedis(options)
  cleanUps.push(() => server.stop())
  return server
}

/** Opened anew for each look: no state of a process may be what makes a timeline absent. */
async function cacheOn({ host, port }: PrivateRedis, encoding: 'packed' | 'sorted-set'): Promise<RedisTimelineCache> {
  const cache = createRedisTimelineCache({ host, port, encoding })
  cleanUps.unshift(() => cache.close())
  return cache
}

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp()
})

/** A push may find out later than a read: what it does before is void. */
async function expectAbsent(cache: RedisTimelineCache): Promise<void> {
  await push(cache, [feed], [entry(9)])
  expect(await read(cache, feed)).toBeNull()
  expect(await push(cache, [feed], [entry(9)])).toEqual(['absent'])
  const change = { feed, token: 'filled', nextToken: 'next', add: [], remove: [], watermark: '0'.repeat(16) }
  const coverage = { graphVersion: 1, readerClass: 0 }
  expect(await cache.replace({ ...change, coverage, maxEntries: 9 })).toBe('absent')
}

const replicaOf = (server: PrivateRedis, ...args: [string, string | number]) =>
  withRedis(server, (client) => client.call('replicaof', ...args))

describe.each(['packed', 'sorted-set'] as const)(
  'timelines, %s, are absent and their incarnation another one',
  (encoding) => {
    it('after FLUSHALL', async () => {
      const server = await startServer()
      const cache = await cacheOn(server, encoding)
      await fill(cache, feed, entries(1, 3))
      const before = await cache.incarnation({ feed })
      await withRedis(server, (client) => client.flushall())
      expect(await cache.incarnation({ feed })).not.toBe(before)
      await expectAbsent(cache)
    })

    it('after a restart without data', async () => {
      const server = await startServer()
      const cache = await cacheOn(server, encoding)
      await fill(cache, feed, entries(1, 3))
      const before = await cache.incarnation({ feed })
      await server.kill()
      await server.restart()
      const again = await cacheOn(server, encoding)
      expect(await again.incarnation({ feed })).not.toBe(before)
      await expectAbsent(again)
    })

    it('after a restart from a snapshot that lacks the last pushes, for clients that stayed as well', async () => {
      const server = await startServer()
      const cache = await cacheOn(server, encoding)
      await fill(cache, feed, entries(1, 3))
      const before = await cache.incarnation({ feed })
      await withRedis(server, (client) => client.save())
      expect(await push(cache, [feed], [entry(4)])).toEqual(['pushed'])
      await server.kill()
      await server.restart()
      const keys = await withRedis(server, (client) => client.keys('*'))
      expect(keys.length).toBeGreaterThan(1)
      const answers = () =>
        cache.incarnation({ feed }).then(
          () => true,
          () => false,
        )
      await until(answers, 'the client is connected again')
      await expectAbsent(cache)
      expect(await cache.incarnation({ feed })).not.toBe(before)
    })

    it('on a replica that was promoted without the last writes', async () => {
      const master = await startServer()
      const cache = await cacheOn(master, encoding)
      const replica = await startServer({ replicaOf: master })
      await follows(replica)
      await fill(cache, feed, entries(1, 3))
      const before = await cache.incarnation({ feed })
      const inSync = () => withRedis(replica, async (client) => (await client.keys('*')).length > 1)
      await until(inSync, 'the replica has the timeline')
      await replicaOf(replica, '127.0.0.1', 1)
      expect(await push(cache, [feed], [entry(4)])).toEqual(['pushed'])
      await replicaOf(replica, 'NO', 'ONE')
      const promoted = await cacheOn(replica, encoding)
      await expectAbsent(promoted)
      expect(await promoted.incarnation({ feed })).not.toBe(before)
      expect(await read(cache, feed)).not.toBeNull()
    })

    it('on a master that was a replica in between, though nobody came to its successor', async () => {
      const [first, second] = [await startServer(), await startServer()]
      await replicaOf(second, '127.0.0.1', first.port)
      await follows(second)
      const cache = await cacheOn(first, encoding)
      await fill(cache, feed, entries(1, 3))
      await until(() => withRedis(second, async (client) => (await client.keys('*')).length > 1), 'the replica has it')
      const before = await cache.incarnation({ feed })
      await replicaOf(second, 'NO', 'ONE')
      expect(await push(cache, [feed], [entry(4)])).toEqual(['pushed'])
      await replicaOf(first, '127.0.0.1', second.port)
      await follows(first)
      await replicaOf(first, 'NO', 'ONE')
      await expectAbsent(cache)
      expect(await cache.incarnation({ feed })).not.toBe(before)
    })

    it('but not when nothing was lost: a replica that is attached later and comes and goes changes nothing again', async () => {
      const server = await startServer()
      const cache = await cacheOn(server, encoding)
      const replica = await startServer({ replicaOf: server })
      await follows(replica)
      await fill(cache, feed, entries(1, 3))
      const before = await cache.incarnation({ feed })
      await replica.kill()
      await replica.restart()
      await follows(replica)
      expect(await cache.incarnation({ feed })).toBe(before)
      expect(await push(cache, [feed], [entry(4)])).toEqual(['pushed'])
    })
  },
)

describe('a timeline of which one key was removed', () => {
  it('is absent as a whole, whichever it was, and opens empty', async () => {
    const server = await startServer()
    const cache = await cacheOn(server, 'packed')
    await fill(cache, feed, entries(1, 3))
    const keys = await withRedis(server, (client) => client.keys('*'))
    expect(keys).toHaveLength(3)
    for (const key of keys) {
      await cache.evict({ feeds: [feed] })
      await fill(cache, feed, entries(1, 3))
      expect((await read(cache, feed))?.entries).toHaveLength(3)
      await withRedis(server, (client) => client.unlink(key))
      const status = await push(cache, [feed], [entry(4)])
      if (key.includes('}t')) expect(status).toEqual(['absent'])
      expect(await read(cache, feed)).toBeNull()
      const open = { feed, token: 'again', readerClass: 0, idleTtlMs: 1_000 }
      expect(await cache.open(open)).toBe('opened')
      expect(await read(cache, feed)).toMatchObject({ entries: [], coverage: null, token: 'again' })
      expect(await withRedis(server, (client) => client.keys('*'))).toHaveLength(2)
    }
  })

  it('is absent to pushes at the latest when they would be sealed', async () => {
    const server = await startServer()
    const cache = await cacheOn(server, 'packed')
    await fill(cache, feed, entries(1, 3))
    const [sealed = ''] = await withRedis(server, (client) => client.keys('*}s*'))
    await withRedis(server, (client) => client.unlink(sealed))
    const statuses = []
    for (let index = 10; index < 80; index++) statuses.push(...(await push(cache, [feed], [entry(index)])))
    expect(statuses.at(-1)).toBe('absent')
    expect(await withRedis(server, (client) => client.keys('*}[ts]*'))).toEqual([])
  })
})
