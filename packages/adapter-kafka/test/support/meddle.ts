import type { BatchPayload, KafkaClient, KafkaConsumer, KafkaProducer } from '../../src'

export interface Meddling {
  /** Stands between a consumer, counted from 1, and what it does with a batch. */
  readonly onBatch?: (
    payload: BatchPayload,
    consumer: number,
    next: (payload: BatchPayload) => Promise<void>,
  ) => Promise<void>
  /** Stands before a send. */
  readonly onSend?: (topic: string) => Promise<void>
}

/** A client with somebody in the middle. */
export function meddle(client: KafkaClient, { onBatch, onSend }: Meddling): KafkaClient {
  let consumers = 0
  return {
    admin: () => client.admin(),
    producer(settings): KafkaProducer {
      const producer = client.producer(settings)
      return {
        connect: () => producer.connect(),
        disconnect: () => producer.disconnect(),
        async send(record) {
          await onSend?.(record.topic)
          return producer.send(record)
        },
      }
    },
    consumer(settings): KafkaConsumer {
      consumers++
      const [consumer, number] = [client.consumer(settings), consumers]
      return {
        ...consumer,
        run: (config) =>
          consumer.run({
            ...config,
            eachBatch: (payload) => {
              return onBatch === undefined ? config.eachBatch(payload) : onBatch(payload, number, config.eachBatch)
            },
          }),
      }
    },
  }
}
