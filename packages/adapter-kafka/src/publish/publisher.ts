import { FeedError } from '@feed-engine/core'
import { Connection } from '../client/connection'
import { toFeedError } from '../client/errors'
import type { KafkaProducer, OutgoingMessage, ProducerSettings } from '../client/kafka-client'
import type { BusContext } from '../options'
import { partitionOf } from './partition-of'
import { type Parcel, SendQueue } from './send-queue'

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
  readonly #queues = new Map<string, SendQueue>()

  constructor(context: BusContext) {
    this.#context = context
    this.#producer = new Connection(() => context.client.producer(SETTINGS))
  }

  /**
   * In order, in as many batches as the limit of the broker makes necessary.
   * @param over aborted once nobody waits for the answer: what was not sent by then is not sent
   */
  async send(topic: string, messages: readonly OutgoingMessage[], over?: AbortSignal): Promise<void> {
    const queue = this.#queueOf(topic)
    for (const parcel of this.#parcels(messages)) await queue.add({ ...parcel, over })
  }

  /** Sends nothing more, waits for what is under way, and disconnects. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#queues.values(), (queue) => queue.close()))
    await this.#producer.close()
  }

  #queueOf(topic: string): SendQueue {
    const known = this.#queues.get(topic)
    if (known !== undefined) return known
    const { maxMessageBytes: maxBytes } = this.#context
    const queue = new SendQueue({ maxBytes, send: (messages) => this.#request(topic, messages) })
    this.#queues.set(topic, queue)
    return queue
  }

  async #request(topic: string, messages: readonly OutgoingMessage[]): Promise<void> {
    await nothingSent(this.#producer.ready())
    await this.#producer.use((producer) =>
      producer.send({ topic, messages: [...messages], acks: ACKS_ALL, timeout: this.#context.callTimeoutMs }),
    )
  }

  #parcels(messages: readonly OutgoingMessage[]): readonly Parcel[] {
    const { maxMessageBytes } = this.#context
    const parcels: { messages: OutgoingMessage[]; bytes: number }[] = []
    for (const message of messages) {
      const bytes = bytesOf(message)
      if (bytes > maxMessageBytes) throw tooLarge(bytes, maxMessageBytes)
      let last = parcels.at(-1)
      if (last === undefined || last.bytes + bytes > maxMessageBytes) {
        last = { messages: [], bytes: 0 }
        parcels.push(last)
      }
      last.messages.push(message)
      last.bytes += bytes
    }
    return parcels
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
