import { afterEach, expect, it } from 'vitest'
import { KafkaEventBus, type KafkaEventBusOptions } from '../src'
import { kafkaClient, openBus, uniquePrefix } from './support/bus'
import { ACK, message, textOf, untilHandled } from './support/messages'

const buses: KafkaEventBus[] = []
const open = (options: Partial<KafkaEventBusOptions> = {}): KafkaEventBus => {
  const bus = openBus(options)
  buses.push(bus)
  return bus
}

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
})

it.each([
  ['client', undefined, 'client'],
  ['client', {}, 'client'],
  ['prefix', 'a b', 'prefix'],
  ['prefix', 7, 'prefix'],
  ['topics', { partitions: 0 }, 'topics.partitions'],
  ['topics', { autoCreate: 'yes' }, 'topics.autoCreate'],
  ['topics', { replicationFactor: 1.5 }, 'topics.replicationFactor'],
  ['topics', { retention: 1 }, 'topics'],
  ['consumer', { maxUncommitted: 1_001 }, 'consumer.maxUncommitted'],
  ['consumer', { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 2_001 }, 'consumer.heartbeatIntervalMs'],
  ['maxMessageBytes', Number.NaN, 'maxMessageBytes'],
  ['callTimeoutMs', 0, 'callTimeoutMs'],
  ['timers', {}, 'timers'],
  ['brokers', ['a:1'], 'options'],
])('refuses the option %s: %o', (name, value, field) => {
  const options = { client: kafkaClient(), [name]: value } as KafkaEventBusOptions
  expect(() => new KafkaEventBus(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', field }))
})

it.each(['', 'a.b', 'a b', 'ä', 'x'.repeat(81)])('refuses %o as the name of a topic or a group', async (name) => {
  const bus = open()
  const refusal = { code: 'INVALID_ARGUMENT', outcome: 'not-applied' }
  const publishing = bus.publish({ topic: name, messages: [message('key', 'text')] })
  await expect(publishing).rejects.toMatchObject({ ...refusal, field: 'topic' })
  await expect(bus.lag({ topic: 'posts', group: name })).rejects.toMatchObject({ ...refusal, field: 'group' })
})

it('refuses a message above the limit before it sends anything, and says what can be done', async () => {
  const bus = open({ maxMessageBytes: 10_000 })
  const params = { topic: 'posts', group: 'workers' }
  const large = { key: 'key', value: new Uint8Array(10_000) }
  const publishing = bus.publish({ topic: 'posts', messages: [message('key', 'first'), large] })
  await expect(publishing).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    retryable: false,
    outcome: 'not-applied',
  })
  await expect(publishing).rejects.toThrow(/at most 10000 bytes.*raise both maxMessageBytes and max.message.bytes/)
  expect(await bus.lag(params)).toBe(0)
})

it('brings more than a batch can hold, in order', async () => {
  const bus = open({ topics: { partitions: 1 } })
  const params = { topic: 'posts', group: 'workers' }
  const messages = Array.from({ length: 20 }, (_, index) => message('key', `${index}`.padEnd(100_000)))
  await bus.publish({ topic: 'posts', messages })
  const texts: string[] = []
  const handler = async (delivery: { readonly value: Uint8Array }) => {
    texts.push(textOf(delivery))
    return ACK
  }
  await bus.subscribe({ ...params, handler, concurrency: 4, ackTimeoutMs: 30_000 })
  await untilHandled(bus, params)
  expect(texts).toEqual(messages.map(textOf))
})

it('says which limit of the broker a message breaks', async () => {
  const bus = open({ maxMessageBytes: 20_000_000 })
  const publishing = bus.publish({ topic: 'posts', messages: [{ key: 'key', value: new Uint8Array(2_000_000) }] })
  await expect(publishing).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', retryable: false })
  await expect(publishing).rejects.toThrow('max.message.bytes')
})

it('a topic that is missing and must not be made is an error that names it and the remedy', async () => {
  const prefix = uniquePrefix()
  const bus = open({ prefix, topics: { autoCreate: false } })
  const handler = async () => ACK
  const starting = bus.subscribe({ topic: 'posts', group: 'workers', handler, concurrency: 1, ackTimeoutMs: 1_000 })
  await expect(starting).rejects.toMatchObject({
    code: 'NOT_FOUND',
    field: 'topics.autoCreate',
    outcome: 'not-applied',
  })
  await expect(starting).rejects.toThrow(`kafka-topics.sh --create --topic ${prefix}posts`)
  await open({ prefix }).ensureGroup({ topic: 'posts', group: 'workers' })
  await bus.ensureGroup({ topic: 'posts', group: 'workers' })
})

it('foreign records do no harm: without a key, without a value, with a key that is no text', async () => {
  const prefix = uniquePrefix()
  const bus = open({ prefix })
  const params = { topic: 'posts', group: 'workers' }
  await bus.ensureGroup(params)
  const producer = kafkaClient().producer({ createPartitioner: () => () => 0 })
  await producer.connect()
  await producer.send({
    topic: `${prefix}posts`,
    messages: [{ value: 'no key' }, { key: 'key', value: null }, { key: Buffer.from([0xff, 0xfe]), value: 'bytes' }],
  })
  await producer.disconnect()
  const seen: { readonly key: string; readonly text: string }[] = []
  await bus.subscribe({
    ...params,
    concurrency: 1,
    ackTimeoutMs: 30_000,
    handler: async (delivery) => {
      seen.push({ key: delivery.key, text: textOf(delivery) })
      return ACK
    },
  })
  await untilHandled(bus, params)
  expect(seen).toEqual([
    { key: '', text: 'no key' },
    { key: 'key', text: '' },
    { key: '\ufffd\ufffd', text: 'bytes' },
  ])
})
