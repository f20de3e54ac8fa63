import type { BusDelivery } from '@feed-engine/core'
import { afterEach, expect, it } from 'vitest'
import type { KafkaEventBus } from '../src'
import { kafkaClient, openBus } from './support/bus'
import { meddle } from './support/meddle'
import { ACK, message, textOf, untilHandled } from './support/messages'
import { until } from './support/until'

const GROUP = { topic: 'posts', group: 'workers' }
const texts = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
const buses: KafkaEventBus[] = []

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
})

it('copies come behind all that lay before them, however slowly that is fetched', async () => {
  const bus = openBus({ topics: { partitions: 1 }, consumer: { maxUncommitted: 1 } })
  buses.push(bus)
  await bus.ensureGroup(GROUP)
  const messages = texts('', 6).map((text) => message(`key-${text}`, text))
  await bus.publish({ topic: 'posts', messages })
  expect(await bus.replay({ ...GROUP, fromMs: 0 })).toBe(6)
  expect(await bus.lag(GROUP)).toBe(12)
  const seen: string[] = []
  const handler = async (delivery: BusDelivery) => {
    seen.push(textOf(delivery))
    return ACK
  }
  await bus.subscribe({ ...GROUP, handler, concurrency: 4, ackTimeoutMs: 30_000 })
  await untilHandled(bus, GROUP)
  expect(seen).toEqual([...texts('', 6), ...texts('', 6)])
})

it('a broadcast does not read what was published before it', async () => {
  const read: string[] = []
  const client = meddle(kafkaClient(), {
    onBatch: (payload, _consumer, next) => {
      read.push(...payload.batch.messages.map(({ value }) => String(value)))
      return next(payload)
    },
  })
  const bus = openBus({ client })
  buses.push(bus)
  await bus.publish({ topic: 'posts', messages: texts('before ', 5).map((text) => message('key', text)) })
  await bus.subscribe({ topic: 'posts', handler: async () => ACK, concurrency: 1, ackTimeoutMs: 30_000 })
  await bus.publish({ topic: 'posts', messages: [message('key', 'after')] })
  await until(() => read.includes('after'), 'the message is read')
  expect(read).toEqual(['after'])
})
