import { Kafka, type KafkaConfig, logLevel } from 'kafkajs'
import { inject } from 'vitest'
import { KafkaEventBus, type KafkaEventBusOptions } from '../../src'

const CONNECTION = { clientId: 'feed-engine-test', retry: { retries: 3, initialRetryTime: 50, maxRetryTime: 1_000 } }

/** A client of the broker of the tests, or of another one. */
export function kafkaClient(config: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({
    ...CONNECTION,
    logLevel: logLevel.NOTHING,
    brokers: inject('connections').kafka.brokers,
    ...config,
  })
}

/** A prefix of topics and groups that no other test has. */
export function uniquePrefix(): string {
  return `test-${globalThis.crypto.randomUUID().slice(0, 13)}.`
}

/** A bus with few partitions and short waits. */
export function openBus(options: Partial<KafkaEventBusOptions> = {}): KafkaEventBus {
  return new KafkaEventBus({
    client: kafkaClient(),
    prefix: uniquePrefix(),
    ...options,
    topics: { partitions: 2, ...options.topics },
    consumer: { heartbeatIntervalMs: 300, maxWaitMs: 50, ...options.consumer },
  })
}
