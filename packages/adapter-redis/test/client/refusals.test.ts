import type { Logger } from '@feed-engine/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PrivateRedis } from '../../../../scripts/services/start-redis'
import {
  createRedisEventBus,
  createRedisTimelineCache,
  type RedisEventBus,
  type RedisTimelineCache,
  type RedisTimelineCacheOptions,
} from '../../src'
import { consume, handled, inGroup, messages, TOPIC } from '../support/buses'
import { withRedis } from '../support/clients'
import { errorOf, expectNoneIn } from '../support/errors'
import { privateRedis } from '../support/private-redis'
import { entries, entry, fill, homeOf, homes, push, read } from '../support/timelines'
import { succeeds, until } from '../support/until'

const PASSWORD = 'hush-hush'
const feed = homeOf('reader')
const secretsOf = ({ host, port }: PrivateRedis) => [host, String(port), 'reader', PASSWORD]

interface Place {
  readonly server: PrivateRedis
  readonly cache: RedisTimelineCache
  readonly bus: RedisEventBus
  readonly logged: string[]
  /** The error of a call, which must hold no secret. */
  failure(call: Promise<unknown>): ReturnType<typeof errorOf>
}

/** Timelines and a bus on a server of this test; they close before it ends. */
async function setUp(options: Partial<RedisTimelineCacheOptions> = {}): Promise<Place> {
  const server = await privateRedis()
  const logged: string[] = []
  const log: Logger['warn'] = (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const place = { host: server.host, port: server.port, logger: { warn: log, error: log }, ...options }
  const cache = closedWithTest(createRedisTimelineCache(place))
  const { encoding: _, ...rest } = place
  const bus = closedWithTest(createRedisEventBus(rest))
  return { server, cache, bus, logged, failure: (call) => errorOf(call, secretsOf(server)) }
}

function closedWithTest<T extends { close(): Promise<void> }>(adapter: T): T {
  onTestFinished(() => adapter.close())
  return adapter
}

const config = (server: PrivateRedis, name: string, value: string) =>
  withRedis(server, (client) => client.config('SET', name, value))

const publish = (bus: RedisEventBus) => bus.publish({ topic: TOPIC, messages: messages(20) })

describe('a server that is out of memory', () => {
  it.each(['packed', 'sorted-set'] as const)(
    'fails pushes (%s) and messages with the remedy; reads go on, nothing is half done',
    async (encoding) => {
      const { server, cache, bus, failure } = await setUp({ encoding })
      const feeds = homes(20)
      for (const each of feeds) await fill(cache, each, entries(1, 3))
      await bus.ensureGroup(inGroup)
      await publish(bus)
      await config(server, 'maxmemory', '100kb')
      const refused = { code: 'UNAVAILABLE', retryable: true, outcome: 'not-applied' }
      for (const call of [() => push(cache, feeds, [entry(9)]), () => fill(cache, feed), () => publish(bus)]) {
        expect(await failure(call())).toMatchObject({ ...refused, rule: expect.stringContaining('maxmemory') })
      }
      expect((await read(cache, homeOf('user-0')))?.entries).toEqual(entries(1, 3).reverse())
      expect(await bus.lag(inGroup)).toBe(20)
      await config(server, 'maxmemory', '0')
      expect(await push(cache, feeds, [entry(9)])).toEqual(feeds.map(() => 'pushed'))
      await publish(bus)
      const { texts } = await consume(bus)
      await handled(bus)
      expect(texts).toHaveLength(40)
    },
  )
})

describe('a server that is a replica', () => {
  it('fails calls until it is a master, and serves them then', async () => {
    const { server, cache, bus, failure } = await setUp()
    await fill(cache, feed)
    await withRedis(server, (client) => client.call('replicaof', '127.0.0.1', 1))
    const refused = { code: 'UNAVAILABLE', retryable: true, rule: expect.stringContaining('replica') }
    expect(await failure(push(cache, [feed], [entry(1)]))).toMatchObject(refused)
    expect(await failure(fill(cache, homeOf('other')))).toMatchObject({ code: 'UNAVAILABLE', retryable: true })
    expect(await failure(publish(bus))).toMatchObject({ code: 'UNAVAILABLE', retryable: true })
    await withRedis(server, (client) => client.call('replicaof', 'no', 'one'))
    await until(() => succeeds(push(cache, [feed], [entry(1)])), 'pushes work again')
    await until(() => succeeds(publish(bus)), 'messages are taken again')
  })
})

describe('a server that asks who it is', () => {
  it.each([
    ['no password', {}],
    ['a wrong password', { password: `not-${PASSWORD}` }],
    ['a user that is not known', { username: 'nobody', password: PASSWORD }],
  ])('refuses %s, and the error says so and tells nothing', async (_, credentials) => {
    const { server } = await setUp()
    await config(server, 'requirepass', PASSWORD)
    const logged: string[] = []
    const log: Logger['warn'] = (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`)
    const place = { host: server.host, port: server.port, logger: { warn: log, error: log }, ...credentials }
    const cache = closedWithTest(createRedisTimelineCache(place))
    const bus = closedWithTest(createRedisEventBus(place))
    const calls = [() => push(cache, [feed], [entry(1)]), () => read(cache, feed), () => publish(bus)]
    for (const call of calls) {
      expect(await errorOf(call(), secretsOf(server))).toMatchObject({
        code: 'UNAVAILABLE',
        rule: expect.stringMatching(/password/),
      })
    }
    expect(logged.join()).toContain('password')
    expectNoneIn(logged.join(), secretsOf(server))
  })

  it('refuses a user without a right, and the error says which rights are needed', async () => {
    const { server, failure } = await setUp()
    await withRedis(server, (client) => client.acl('SETUSER', 'limited', 'on', `>${PASSWORD}`, '~*', '+@all', '-info'))
    const place = { host: server.host, port: server.port, username: 'limited', password: PASSWORD }
    const cache = closedWithTest(createRedisTimelineCache(place))
    const rule = expect.stringContaining('INFO')
    expect(await failure(cache.incarnation({ feed }))).toMatchObject({ code: 'UNAVAILABLE', retryable: false, rule })
  })
})

describe('a key that holds something else', () => {
  it('fails calls, and the error says what to look for', async () => {
    const { server, cache, failure } = await setUp()
    await fill(cache, feed)
    const [key = ''] = await withRedis(server, (client) => client.keys('*}t*'))
    await withRedis(server, (client) => client.multi().del(key).lpush(key, 'x').exec())
    const rule = expect.stringContaining('key prefix')
    expect(await failure(push(cache, [feed], [entry(1)]))).toMatchObject({ rule })
  })
})

describe('a server that is not there', () => {
  it('fails calls, and tells neither address nor password to error or log', async () => {
    const { server, cache, bus, logged, failure } = await setUp({ password: PASSWORD })
    await server.kill()
    for (const call of [() => push(cache, homes(3), [entry(1)]), () => publish(bus)]) {
      expect(await failure(call())).toMatchObject({ retryable: true, outcome: 'unknown' })
    }
    for (const call of [() => read(cache, feed), () => bus.lag(inGroup)]) {
      expect(await failure(call())).toMatchObject({ retryable: true, outcome: 'not-applied' })
    }
    expect(logged.length).toBeGreaterThan(0)
    expectNoneIn(logged.join(), secretsOf(server))
  })

  it('nor is any node of a cluster', async () => {
    const nodes = [{ host: '127.0.0.1', port: 1 }]
    const cache = closedWithTest(createRedisTimelineCache({ nodes, timeoutMs: 300, password: PASSWORD }))
    const error = await errorOf(push(cache, homes(3), [entry(1)]), ['127.0.0.1', 'user-', PASSWORD])
    expect(error).toMatchObject({ retryable: true, outcome: 'not-applied' })
  })
})
