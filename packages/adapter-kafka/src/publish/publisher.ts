import { FeedError } from '@feed-engine/core'
import { Connection } from '../client/connection'
import { toFeedError } from '../client/errors'
import type { KafkaProducer, OutgoingMessage, ProducerSettings } from '../client/kafka-client'
import type { BusContext } from '../options'
import { partitionOf } from './partition-of'

/** What Kafka keeps with each record besides key, value and headers, at most. */
const RECORD_OVERHEAD_BYTES = 100
/** All in-sync replicas. */
const ACKS_ALL = -1

/**
 * The client repeats little by itself: callers repeat (the relay does), and what the client still sends after its
 * caller has given up comes late and twice. One request at a time keeps the order of an idempotent producer.
 */
const SETTINGS: ProducerSettings = {
  idempotent: true,
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
  createPartitioner:
    () =>
    ({ message, partitionMetadata }) =>
      message.partition ?? partitionOf(Buffer.from(message.key ?? ''), partitionMetadata.length),
}

/** Writes messages with an idempotent producer; after a failure with a new one, since its sequence may be broken. */
export class Publisher {
  readonly #context: BusContext
  readonly #producer: Connection<KafkaProducer>

  constructor(context: BusContext) {
    this.#context = context
    this.#producer = new Connection(() => context.client.producer(SETTINGS))
  }

  /** In order, in as many batches as the limit of the broker makes necessary. */
  async send(topic: string, messages: readonly OutgoingMessage[]): Promise<void> {
    const batches = this.#batches(messages)
    await nothingSent(this.#producer.ready())
    for (const batch of batches) {
      await this.#producer.use((producer) =>
        producer.send({ topic, messages: batch, acks: ACKS_ALL, timeout: this.#context.callTimeoutMs }),
      )
    }
  }

  close(): Promise<void> {
    return this.#producer.close()
  }

  #batches(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
    const { maxMessageBytes } = this.#context
    const batches: OutgoingMessage[][] = []
    let room = 0
    for (const message of messages) {
      const bytes = bytesOf(message)
      if (bytes > maxMessageBytes) throw tooLarge(bytes, maxMessageBytes)
      if (bytes > room) {
        batches.push([])
        room = maxMessageBytes
      }
      batches.at(-1)?.push(message)
      room -= bytes
    }
    return batches
  }
}

/** What fails before anything was sent has not been applied for certain. */
export async function nothingSent(preparation: Promise<void>): Promise<void> {
  try {
    await preparation
  } catch (error) {
    throw toFeedError(error, 'read')
  }
}

function bytesOf({ key, value, headers = {} }: OutgoingMessage): number {
  const ofHeaders = Object.entries(headers).reduce(
    (sum, [name, text]) => sum + name.length + Buffer.byteLength(text),
    0,
  )
  return (key?.length ?? 0) + value.length + ofHeaders + RECORD_OVERHEAD_BYTES
}

function tooLarge(bytes: number, limit: number): FeedError {
  return new FeedError({
    code: 'PAYLOAD_TOO_LARGE',
    field: 'messages',
    rule:
      `a message has at most ${limit} bytes, one has ${bytes}: publish a reference instead, or raise both ` +
      'maxMessageBytes and max.message.bytes of the topic',
  })
}
