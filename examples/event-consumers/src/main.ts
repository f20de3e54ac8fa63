import { parseArgs } from 'node:util'
import { KafkaEventBus } from '@feed-engine/adapter-kafka'
import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type EventBus } from '@feed-engine/core'
import { Kafka, logLevel } from 'kafkajs'
import { runConsumers } from './run-consumers'
import { story } from './story'

const USAGE = `usage: npx tsx examples/event-consumers/src/main.ts [--brokers HOST:PORT,…] [--prefix NAME]

Runs an engine and four services on its events. On a bus in memory, or on Kafka if brokers are given here or in
KAFKA_BROKERS; a prefix that is used again finds there what it left.
`

function kafkaBus(brokers: readonly string[], prefix: string): EventBus {
  const client = new Kafka({ clientId: 'event-consumers', brokers: [...brokers], logLevel: logLevel.NOTHING })
  return new KafkaEventBus({ client, prefix, topics: { partitions: 3 } })
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      brokers: { type: 'string', default: process.env['KAFKA_BROKERS'] ?? '' },
      prefix: { type: 'string', default: `example-${Date.now()}.` },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const memory = createMemoryStores()
  const brokers = values.brokers.split(',').filter((broker) => broker !== '')
  const bus = brokers.length === 0 ? memory.bus : kafkaBus(brokers, values.prefix)
  const engine = createFeedEngine<string>({ stores: { ...memory, bus } })
  const consumers = await runConsumers(bus, engine)
  try {
    await story(engine, consumers, (line) => console.log(line))
  } finally {
    await consumers.stop()
    await engine.close()
    await bus.close()
    await memory.close()
  }
}

await main()
