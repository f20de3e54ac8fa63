import { setTimeout as pause } from 'node:timers/promises'
import type { BusDelivery, Verdict } from '@feed-engine/core'
import { afterEach, expect, it } from 'vitest'
import type { KafkaEventBus } from '../src'
import { kafkaClient, openBus, uniquePrefix } from './support/bus'
import { recorder } from './support/logs'
import { type Meddling, meddle } from './support/meddle'
import { ACK, message, textOf, untilHandled } from './support/messages'
import { until } from './support/until'

const GROUP = { topic: 'posts', group: 'workers' }
const buses: KafkaEventBus[] = []

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
})

function openMeddled(meddling: Meddling, options: Parameters<typeof openBus>[0] = {}): KafkaEventBus {
  const bus = openBus({ client: meddle(kafkaClient(), meddling), ...options })
  buses.push(bus)
  return bus
}

function listen(bus: KafkaEventBus, handler: (delivery: BusDelivery) => Promise<Verdict> = async () => ACK) {
  const deliveries: BusDelivery[] = []
  const subscribed = bus.subscribe({
    ...GROUP,
    concurrency: 4,
    ackTimeoutMs: 30_000,
    handler: (delivery) => {
      deliveries.push(delivery)
      return handler(delivery)
    },
  })
  return { deliveries, subscribed }
}

it('a consumer that crashes for good is made anew, and says so', async () => {
  const recorded = recorder()
  const bus = openMeddled(
    {
      onBatch: (payload, consumer, next) =>
        consumer < 3 ? Promise.reject(Object.assign(new Error('broken'), { retriable: false })) : next(payload),
    },
    { logger: recorded, metrics: recorded },
  )
  const { deliveries, subscribed } = listen(bus)
  await subscribed
  await bus.publish({ topic: 'posts', messages: [message('key', 'one'), message('key', 'two')] })
  await untilHandled(bus, GROUP)
  expect(deliveries.map(textOf)).toEqual(['one', 'two'])
  expect(recorded.counts.get('kafka.consumer_restarts')).toBe(2)
  expect(bus.health()).toEqual([{ ...GROUP, state: 'running' }])
})

it('a consumer that keeps crashing is reported as failing, and stops with its bus', async () => {
  const recorded = recorder()
  const broken = Object.assign(new Error('broken'), { retriable: false })
  const bus = openMeddled({ onBatch: () => Promise.reject(broken) }, { logger: recorded, random: { next: () => 0.05 } })
  await listen(bus).subscribed
  await bus.publish({ topic: 'posts', messages: [message('key', 'one')] })
  await until(() => bus.health()[0]?.state === 'failing', 'the bus says that it fails', 60_000)
  expect(recorded.lines.some(({ level, message: text }) => level === 'error' && text.includes('keeps failing'))).toBe(
    true,
  )
  await bus.close()
  expect(bus.health()).toEqual([])
}, 90_000)

it('a consumer that gets nothing although there is something is started again', async () => {
  const recorded = recorder()
  const bus = openMeddled(
    { onBatch: (payload, consumer, next) => (consumer === 1 ? pause(50) : next(payload)) },
    { logger: recorded, metrics: recorded, consumer: { watchdogMs: 300 } },
  )
  const { deliveries, subscribed } = listen(bus)
  await subscribed
  await bus.publish({ topic: 'posts', messages: [message('key', 'one')] })
  await untilHandled(bus, GROUP)
  expect(deliveries.map(textOf)).toEqual(['one'])
  expect(recorded.counts.get('kafka.consumer_stalls')).toBe(1)
})

it('while dead letters cannot be kept, a message stays, and so do those of its key; other keys go on', async () => {
  let down = true
  const bus = openMeddled({
    onSend: async (topic) => {
      if (down && topic.endsWith('.dead-letters')) throw new Error('down')
    },
  })
  const { deliveries, subscribed } = listen(bus, async (delivery) =>
    textOf(delivery) === 'bad' ? { kind: 'dead-letter', code: 'BAD', cause: 'no good' } : ACK,
  )
  await subscribed
  const texts = ['bad', 'behind']
  await bus.publish({ topic: 'posts', messages: [...texts.map((text) => message('a', text)), message('b', 'other')] })
  await until(() => deliveries.filter((delivery) => textOf(delivery) === 'bad').length >= 2, 'it is tried again')
  await until(async () => (await bus.lag(GROUP)) === 2, 'the other key is done')
  expect(deliveries.map(textOf)).not.toContain('behind')
  expect(await bus.deadLetters({ ...GROUP, limit: 5 })).toEqual([])
  down = false
  await untilHandled(bus, GROUP)
  const [letter, ...others] = await bus.deadLetters({ ...GROUP, limit: 5 })
  expect(letter).toMatchObject({ ...GROUP, key: 'a', code: 'BAD', cause: 'no good' })
  expect(letter?.attempts).toBeGreaterThan(1)
  expect(others).toEqual([])
  expect(deliveries.map(textOf)).toContain('behind')
})

it('dead letters carry everything for tools that know nothing of the bus', async () => {
  const prefix = uniquePrefix()
  const bus = openMeddled({}, { prefix, topics: { partitions: 1 } })
  const { subscribed } = listen(bus, async () => ({ kind: 'dead-letter', code: 'BAD', cause: 'é' }))
  await subscribed
  await bus.publish({ topic: 'posts', messages: [message('key', 'text')] })
  await untilHandled(bus, GROUP)
  const headers: Record<string, string> = {}
  const topic = `${prefix}posts.workers.dead-letters`
  const consumer = kafkaClient().consumer({ groupId: `${prefix}reader` })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message: { key, value, headers: given } }) => {
      for (const [name, text] of Object.entries(given ?? {})) headers[name] = String(text)
      Object.assign(headers, { key: String(key), value: String(value) })
    },
  })
  await until(() => 'value' in headers, 'the dead letter is read')
  await consumer.disconnect()
  expect(headers).toMatchObject({
    key: 'key',
    value: 'text',
    'feed-code': 'BAD',
    'feed-cause': 'é',
    'feed-attempts': '1',
    'feed-topic': 'posts',
    'feed-group': 'workers',
    'feed-origin': `${prefix}posts/0/0`,
  })
  // As after the death of a process that had written it and not committed yet.
  const producer = kafkaClient().producer({ createPartitioner: () => () => 0 })
  await producer.connect()
  await producer.send({ topic, messages: [{ key: 'key', value: 'text', headers }] })
  await producer.disconnect()
  expect(await bus.deadLetters({ ...GROUP, limit: 5 })).toHaveLength(1)
})

it('one key that is retried for ever holds up its partition only once its window is full', async () => {
  const bus = openMeddled({}, { topics: { partitions: 1 }, consumer: { maxUncommitted: 10 } })
  let mended = false
  const { deliveries, subscribed } = listen(bus, async ({ key }) =>
    key === 'stuck' && !mended ? { kind: 'retry', delayMs: 20 } : ACK,
  )
  await subscribed
  const others = Array.from({ length: 100 }, (_, index) => message(`key-${index % 7}`, `${index}`))
  const stuck = Array.from({ length: 9 }, (_, index) => message('stuck', `stuck ${index}`))
  await bus.publish({ topic: 'posts', messages: [...stuck, ...others] })
  await until(async () => (await bus.lag(GROUP)) === stuck.length, 'all others are handled')
  await bus.publish({ topic: 'posts', messages: [message('stuck', 'stuck 9'), message('other', 'waits')] })
  await until(async () => (await bus.lag(GROUP)) === stuck.length + 2, 'no room for more')
  const tries = () => deliveries.filter((delivery) => textOf(delivery) === 'stuck 0').length
  const before = tries()
  await until(() => tries() > before + 5, 'it is tried again and again')
  expect(deliveries.map(textOf)).not.toContain('waits')
  mended = true
  await untilHandled(bus, GROUP)
  const texts = deliveries.map(textOf).filter((text) => text !== 'stuck 0')
  expect(texts.filter((text) => text.startsWith('stuck'))).toEqual(stuck.slice(1).map(textOf).concat('stuck 9'))
  expect(texts).toContain('waits')
})

it('a commit that did not come to stay is made once more', async () => {
  let lost = 0
  const bus = openMeddled(
    {
      onBatch: (payload, _consumer, next) =>
        next({
          ...payload,
          commitOffsetsIfNecessary: async (offsets) => {
            if (++lost > 2) await payload.commitOffsetsIfNecessary(offsets)
          },
        }),
    },
    { consumer: { watchdogMs: 300 } },
  )
  const { deliveries, subscribed } = listen(bus)
  await subscribed
  await bus.publish({ topic: 'posts', messages: [message('key', 'text')] })
  await untilHandled(bus, GROUP)
  expect(deliveries.map(textOf)).toEqual(['text'])
})

it('a message over which the only subscription is silent comes again, to the same one', async () => {
  const bus = openMeddled({})
  const never = new Promise<Verdict>(() => undefined)
  const attempts: number[] = []
  await bus.subscribe({
    ...GROUP,
    concurrency: 1,
    ackTimeoutMs: 100,
    handler: (delivery) => {
      attempts.push(delivery.attempt)
      return attempts.length === 1 ? never : Promise.resolve(ACK)
    },
  })
  await bus.publish({ topic: 'posts', messages: [message('key', 'text')] })
  await untilHandled(bus, GROUP)
  expect(attempts).toEqual([1, 2])
})

it('a bus closes over a handler that never ends, and the message goes to another process', async () => {
  const prefix = uniquePrefix()
  const bus = openMeddled({}, { prefix, closeTimeoutMs: 300 })
  const { deliveries, subscribed } = listen(bus, () => new Promise<Verdict>(() => undefined))
  await subscribed
  await bus.publish({ topic: 'posts', messages: [message('key', 'text')] })
  await until(() => deliveries.length === 1, 'the message is in work')
  const startedAt = performance.now()
  await bus.close()
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  expect(await deliveries[0]?.heartbeat()).toBe(false)
  await expect(bus.lag(GROUP)).rejects.toMatchObject({ code: 'CLOSED' })
  const other = openMeddled({}, { prefix })
  const next = listen(other)
  await next.subscribed
  await untilHandled(other, GROUP)
  expect(next.deliveries.map(textOf)).toEqual(['text'])
})
