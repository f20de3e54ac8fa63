import { setTimeout as pause } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { KafkaEventBus } from '../../src'

/**
 * A process of its own: handles what a group has, slowly, and says so line by line: `begin <text>` and `end <text>`.
 * Takes broker, prefix, topic, group and the milliseconds that a message takes.
 */
const [broker = '', prefix = '', topic = '', group = '', ms = '0'] = process.argv.slice(2)

const bus = new KafkaEventBus({
  client: new Kafka({ clientId: 'worker', brokers: [broker], logLevel: logLevel.NOTHING }),
  prefix,
  topics: { partitions: 4 },
  consumer: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 300, maxWaitMs: 50 },
})
const subscription = await bus.subscribe({
  topic,
  group,
  concurrency: 4,
  ackTimeoutMs: 30_000,
  handler: async ({ value }) => {
    const text = new TextDecoder().decode(value)
    process.stdout.write(`begin ${text}\n`)
    await pause(Number(ms))
    process.stdout.write(`end ${text}\n`)
    return { kind: 'ack' }
  },
})
process.stdout.write('ready\n')
process.on('SIGTERM', () => {
  void subscription.close().then(() => bus.close())
})
