import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, isFeedError } from '@feed-engine/core'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { KafkaEventBus } from '../src'
import { kafkaClient, openBus, uniquePrefix } from './support/bus'
import { ACK, message, textOf, untilHandled } from './support/messages'
import { startProxy, type TcpProxy } from './support/proxy'
import { until } from './support/until'

const DEADLINE_MS = 400
/** For a machine with other things to do; the promise is 50. */
const SLACK_MS = 1_500

let proxy: TcpProxy
const closing: (() => Promise<void>)[] = []

beforeEach(async () => {
  proxy = await startProxy(inject('connections').kafka.brokers[0] ?? '')
  closing.push(() => proxy.close())
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function openBehindProxy(options: Parameters<typeof openBus>[0] = {}): KafkaEventBus {
  const { socketFactory } = proxy
  const client = kafkaClient({ socketFactory, requestTimeout: 2_000, connectionTimeout: 500 })
  const bus = openBus({ client, closeTimeoutMs: 2_000, ...options })
  closing.push(() => bus.close())
  return bus
}

it('posts acknowledged while the broker is away are in every timeline once it is back', async () => {
  const bus = openBehindProxy({ consumer: { sessionTimeoutMs: 6_000 } })
  const memory = createMemoryStores()
  const stores = { posts: memory.posts, graph: memory.graph, timelines: memory.timelines, bus }
  const engine = createFeedEngine<string>({ stores, workers: 'none', relay: { leaseMs: 2_000 } })
  closing.push(() => engine.close())
  await engine.startWorkers()
  const readers = ['ann', 'bob', 'cid']
  for (const followerId of readers) await engine.follow({ followerId, followeeId: 'dora' })
  for (const viewerId of readers) await engine.homeTimeline({ viewerId })
  const acknowledged: string[] = []
  const publish = async (text: string): Promise<void> => {
    acknowledged.unshift((await engine.publish({ authorId: 'dora', body: text })).id)
  }

  for (let index = 0; index < 5; index++) await publish(`before ${index}`)
  await engine.drain()
  const before = proxy.bytes
  expect(before).toBeGreaterThan(0)
  proxy.cut()
  for (let index = 0; index < 5; index++) await publish(`during ${index}`)
  await expect(bus.publish({ topic: 'posts', messages: [message('key', 'direct')] })).rejects.toSatisfy(isFeedError)
  expect(await memory.posts.outbox.pending()).toBe(5)
  proxy.restore()
  for (let index = 0; index < 5; index++) await publish(`after ${index}`)

  await until(async () => (await memory.posts.outbox.pending()) === 0, 'the outbox empties', 60_000)
  await untilHandled(bus, { topic: 'posts', group: 'fan-out' })
  for (const viewerId of readers) {
    const { items, freshness } = await engine.homeTimeline({ viewerId, limit: 50, read: 'cached' })
    expect(items.map(({ post }) => post.id)).toEqual(acknowledged)
    expect(freshness).toBe('cached')
  }
  expect(proxy.bytes).toBeGreaterThan(before)
}, 120_000)

it('a subscription goes on after the broker was away, and misses nothing', async () => {
  const prefix = uniquePrefix()
  const [bus, publisher] = [openBehindProxy({ prefix }), openBus({ prefix })]
  closing.push(() => publisher.close())
  const [group, broadcast]: [string[], string[]] = [[], []]
  const into = (texts: string[]) => async (delivery: { readonly value: Uint8Array }) => {
    texts.push(textOf(delivery))
    return ACK
  }
  const params = { topic: 'posts', concurrency: 4, ackTimeoutMs: 30_000 }
  await bus.subscribe({ ...params, group: 'workers', handler: into(group) })
  await bus.subscribe({ ...params, handler: into(broadcast) })
  const expected: string[] = []
  for (const text of ['one', 'two', 'three']) {
    if (text === 'two') proxy.cut()
    await publisher.publish({ topic: 'posts', messages: [message('key', text)] })
    if (text === 'two') proxy.restore()
    expected.push(text)
    const all = () => [group, broadcast].every((texts) => texts.includes(text))
    await until(all, `both hear ${text}`, 90_000)
  }
  expect(new Set(group)).toEqual(new Set(expected))
  expect(broadcast).toEqual(expected)
}, 120_000)

it('every call settles within its deadline while the broker is frozen, and says what is known', async () => {
  const bus = openBehindProxy()
  const params = { topic: 'posts', group: 'workers' }
  const handler = async () => ACK
  await bus.subscribe({ ...params, handler, concurrency: 1, ackTimeoutMs: 30_000 })
  await bus.publish({ topic: 'posts', messages: [message('key', 'before')] })
  await untilHandled(bus, params)
  proxy.freeze()

  const call = { deadlineMs: DEADLINE_MS }
  const codes: Record<string, string> = {}
  const outcomes: Record<string, string> = {}
  const calls: Record<string, () => Promise<unknown>> = {
    publish: () => bus.publish({ topic: 'posts', messages: [message('key', 'frozen')] }, call),
    lag: () => bus.lag(params, call),
    replay: () => bus.replay({ ...params, fromMs: 0 }, call),
    deadLetters: () => bus.deadLetters({ ...params, limit: 1 }, call),
    ensureGroup: () => bus.ensureGroup({ ...params, group: 'others' }, call),
    subscribe: () => bus.subscribe({ ...params, group: 'others', handler, concurrency: 1, ackTimeoutMs: 1_000 }, call),
  }
  for (const [name, run] of Object.entries(calls)) {
    const startedAt = performance.now()
    const error = await run().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(performance.now() - startedAt, name).toBeLessThan(DEADLINE_MS + SLACK_MS)
    if (isFeedError(error)) [codes[name], outcomes[name]] = [error.code, error.outcome]
  }
  expect(codes).toEqual({
    publish: 'OUTCOME_UNKNOWN',
    lag: 'DEADLINE_EXCEEDED',
    replay: 'OUTCOME_UNKNOWN',
    deadLetters: 'DEADLINE_EXCEEDED',
    ensureGroup: 'OUTCOME_UNKNOWN',
    subscribe: 'DEADLINE_EXCEEDED',
  })
  expect(outcomes['publish']).toBe('unknown')
  expect(outcomes['lag']).toBe('not-applied')
  await bus.close()
}, 60_000)

it('a publish fails at once, and for certain, where no broker listens', async () => {
  const bus = new KafkaEventBus({ client: kafkaClient({ brokers: ['127.0.0.1:1'] }), prefix: uniquePrefix() })
  closing.push(() => bus.close())
  const failure = bus.publish({ topic: 'posts', messages: [message('key', 'text')] })
  await expect(failure).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true, outcome: 'not-applied' })
  await expect(failure).rejects.not.toThrow('127.0.0.1')
})
