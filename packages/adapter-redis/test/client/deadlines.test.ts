import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PortCall } from '@feed-engine/core'
import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PrivateRedis } from '../../../../scripts/services/start-redis'
import {
  createRedisEventBus,
  createRedisTimelineCache,
  type RedisClient,
  type RedisTimelineCacheOptions,
} from '../../src'
import { ACK, inGroup, messages, TOPIC } from '../support/buses'
import { errorOf } from '../support/errors'
import { privateRedis } from '../support/private-redis'
import { entry, fill, homeOf, homes, LOWEST, push, read } from '../support/timelines'
import { succeeds, until } from '../support/until'

const feed = homeOf('reader')
const PRIVATE = ['127.0.0.1', 'reader']

async function setUp(options: Partial<RedisTimelineCacheOptions> = {}) {
  const server = await privateRedis()
  const place = { host: server.host, port: server.port, timeoutMs: 300, ...options }
  const [cache, bus] = [createRedisTimelineCache(place), createRedisEventBus(place)]
  onTestFinished(async () => {
    await Promise.all([cache.close(), bus.close()])
  })
  await fill(cache, feed)
  await bus.ensureGroup(inGroup)
  return { server, cache, bus }
}

/** Freezes the server while something is done. */
async function frozen(server: PrivateRedis, work: () => Promise<void>): Promise<void> {
  await server.pause()
  try {
    await work()
  } finally {
    await server.resume()
  }
}

/** Every call of both adapters, with whether it changes anything. */
function callsOf({ cache, bus }: Awaited<ReturnType<typeof setUp>>) {
  const coverage = { graphVersion: 1, readerClass: 0 }
  const change = { feed, token: 'a', nextToken: 'b', add: [], remove: [], watermark: LOWEST, coverage, maxEntries: 9 }
  const subscription = { topic: TOPIC, handler: async () => ACK, concurrency: 1, ackTimeoutMs: 1_000 }
  const calls: readonly (readonly [string, 'read' | 'write', (call?: PortCall) => Promise<unknown>])[] = [
    ['push', 'write', (call) => cache.push({ feeds: [feed], entries: [entry(1)], pushFrom: 0, maxEntries: 9 }, call)],
    ['read', 'read', (call) => cache.read({ feed, limit: 9, idleTtlMs: 9_000 }, call)],
    ['open', 'write', (call) => cache.open({ feed, token: 'token', readerClass: 0, idleTtlMs: 9_000 }, call)],
    ['replace', 'write', (call) => cache.replace(change, call)],
    ['evict', 'write', (call) => cache.evict({ feeds: [feed] }, call)],
    ['incarnation', 'read', (call) => cache.incarnation({ feed }, call)],
    ['claimCells', 'write', (call) => cache.claimCells({}, call)],
    ['ensureGroup', 'write', (call) => bus.ensureGroup(inGroup, call)],
    ['publish', 'write', (call) => bus.publish({ topic: TOPIC, messages: messages(3) }, call)],
    ['subscribe', 'write', (call) => bus.subscribe({ ...subscription, group: 'group' }, call)],
    ['lag', 'read', (call) => bus.lag(inGroup, call)],
    ['replay', 'write', (call) => bus.replay({ ...inGroup, fromMs: 0 }, call)],
    ['deadLetters', 'read', (call) => bus.deadLetters({ ...inGroup, limit: 9 }, call)],
  ]
  return calls
}

const LATE = {
  read: { code: 'DEADLINE_EXCEEDED', outcome: 'not-applied', retryable: true },
  write: { code: 'OUTCOME_UNKNOWN', outcome: 'unknown', retryable: true },
}

describe('a server that is frozen', () => {
  it('keeps no call beyond its deadline, nor beyond the time-out where it brings none', async () => {
    const place = await setUp()
    await frozen(place.server, async () => {
      await Promise.all(
        callsOf(place).map(async ([name, effect, make]) => {
          for (const call of [{ deadlineMs: 100 }, undefined]) {
            expect(await errorOf(make(call), PRIVATE), name).toMatchObject(LATE[effect])
          }
        }),
      )
    })
    const { cache } = place
    await until(() => succeeds(push(cache, [feed], [entry(1)])), 'pushes work again')
  })

  it('keeps no call whose signal is aborted', async () => {
    const place = await setUp()
    await frozen(place.server, async () => {
      await Promise.all(
        callsOf(place).map(async ([name, effect, make]) => {
          const controller = new AbortController()
          const error = errorOf(make({ signal: controller.signal, deadlineMs: 60_000 }), PRIVATE)
          await new Promise((resolve) => setImmediate(resolve))
          controller.abort()
          expect(await error, name).toMatchObject({ code: 'ABORTED', outcome: LATE[effect].outcome })
        }),
      )
    })
  })

  it('gathers no more calls than may wait, those that nobody waits for any more included', async () => {
    const { server, cache } = await setUp({ timeoutMs: 60_000, maxPendingCalls: 5 })
    const seen: string[] = []
    await frozen(server, async () => {
      for (let round = 0; round < 3; round++) {
        const calls = homes(4).map((each) => cache.read({ feed: each, limit: 1, idleTtlMs: 9_000 }, { deadlineMs: 50 }))
        seen.push(...(await Promise.all(calls.map(async (call) => (await errorOf(call, PRIVATE)).code))))
      }
    })
    expect(seen.filter((code) => code === 'DEADLINE_EXCEEDED')).toHaveLength(5)
    expect(seen.filter((code) => code === 'UNAVAILABLE')).toHaveLength(7)
    await until(() => succeeds(read(cache, feed)), 'calls are taken again')
  })
})

describe('a server that is slow', () => {
  it('makes no call of many steps last for longer than its deadline, and none of its steps begins afterwards', async () => {
    const { server } = await setUp()
    const fast = new Redis({ host: server.host, port: server.port })
    onTestFinished(() => fast.disconnect())
    let sent = 0
    const slow: RedisClient = {
      isCluster: false,
      pipeline: () => fast.pipeline(),
      duplicate: () => fast.duplicate(),
      async callBuffer(command, ...args) {
        sent++
        await sleep(40)
        return fast.callBuffer(command, ...args)
      },
    }
    const bus = createRedisEventBus({ client: slow })
    onTestFinished(() => bus.close())
    for (let round = 0; round < 4; round++) await bus.publish({ topic: TOPIC, messages: messages(1_000) })
    await bus.lag(inGroup)
    await bus.replay({ topic: 'empty', group: 'group', fromMs: 0 })
    sent = 0
    const replay = bus.replay({ ...inGroup, fromMs: 0 }, { deadlineMs: 300 })
    expect(await errorOf(replay, PRIVATE)).toMatchObject(LATE.write)
    const sentInTime = sent
    expect(sentInTime).toBeLessThan(16)
    expect(await bus.lag(inGroup)).toBeGreaterThan(0)
    expect(sent).toBe(sentInTime + 1)
  })
})

describe('a server that takes connections and says nothing', () => {
  it('keeps no call beyond its deadline', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void silent.close())
    await until(() => silent.listening, 'the silent server listens')
    const address = silent.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const cache = createRedisTimelineCache({ host: '127.0.0.1', port, timeoutMs: 400 })
    onTestFinished(() => cache.close())
    const late = cache.read({ feed, limit: 1, idleTtlMs: 1 }, { deadlineMs: 50 })
    expect(await errorOf(late, PRIVATE)).toMatchObject(LATE.read)
  })
})
