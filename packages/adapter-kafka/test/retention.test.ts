import type { BusDelivery } from '@feed-engine/core'
import { afterEach, expect, it } from 'vitest'
import type { KafkaEventBus } from '../src'
import { kafkaClient, openBus, uniquePrefix } from './support/bus'
import { recorder } from './support/logs'
import { ACK, message, textOf, untilHandled } from './support/messages'
import { until } from './support/until'

const GROUP = { topic: 'posts', group: 'workers' }
const buses: KafkaEventBus[] = []

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
})

async function removeBefore(topic: string, offset: number): Promise<void> {
  const admin = kafkaClient().admin()
  await admin.connect()
  await admin.fetchTopicOffsets(topic)
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: `${offset}` }] })
  await admin.disconnect()
}

it('messages that retention removed before their group had handled them are reported, never passed over in silence', async () => {
  const prefix = uniquePrefix()
  const recorded = recorder()
  const bus = openBus({ prefix, topics: { partitions: 1 }, logger: recorded, metrics: recorded })
  buses.push(bus)
  await bus.ensureGroup(GROUP)
  await bus.publish({ topic: 'posts', messages: Array.from({ length: 10 }, (_, index) => message('key', `${index}`)) })
  await removeBefore(`${prefix}posts`, 6)
  expect(await bus.lag(GROUP)).toBe(4)
  const texts: string[] = []
  const handler = async (delivery: BusDelivery) => {
    texts.push(textOf(delivery))
    return ACK
  }
  await bus.subscribe({ ...GROUP, handler, concurrency: 1, ackTimeoutMs: 30_000 })
  await untilHandled(bus, GROUP)
  expect(texts).toEqual(['6', '7', '8', '9'])
  expect(recorded.counts.get('kafka.messages_lost')).toBe(6)
  expect(recorded.lines).toContainEqual({
    level: 'error',
    message: expect.stringContaining('retention removed messages'),
    fields: { ...GROUP, partition: 0, lost: 6 },
  })
})

it('also when it removes them while a consumer is at work', async () => {
  const prefix = uniquePrefix()
  const recorded = recorder()
  const bus = openBus({
    prefix,
    topics: { partitions: 1 },
    consumer: { maxUncommitted: 2 },
    logger: recorded,
    metrics: recorded,
  })
  buses.push(bus)
  await bus.ensureGroup(GROUP)
  await bus.publish({ topic: 'posts', messages: Array.from({ length: 10 }, (_, index) => message('key', `${index}`)) })
  const texts: string[] = []
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const handler = async (delivery: BusDelivery) => {
    texts.push(textOf(delivery))
    if (texts.length === 1) await held
    return ACK
  }
  await bus.subscribe({ ...GROUP, handler, concurrency: 1, ackTimeoutMs: 30_000 })
  await until(() => texts.length === 1, 'the first message is in work')
  await removeBefore(`${prefix}posts`, 7)
  release()
  await untilHandled(bus, GROUP)
  expect(texts).toEqual(['0', '1', '7', '8', '9'])
  await until(() => recorded.counts.get('kafka.messages_lost') === 5, 'the loss is reported')
})
