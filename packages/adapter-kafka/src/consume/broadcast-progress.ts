import type { KafkaConsumer } from '../client/kafka-client'
import type { CommittedState } from './committed-state'
import type { Progress, TopicPartition } from './progress'

/** Progress of a broadcast: in memory alone, from where the topic ended when the subscription began. */
export class BroadcastProgress implements Progress {
  readonly isExclusive = true
  readonly #starts: ReadonlyMap<number, number>

  /** @param starts offsets by partition; a partition that is missing did not exist, and is read from its beginning */
  constructor(starts: ReadonlyMap<number, number>) {
    this.#starts = starts
  }

  /** Moves the consumer there itself: nothing is committed that it could start from. */
  async load(consumer: KafkaConsumer, partitions: readonly TopicPartition[]): Promise<readonly CommittedState[]> {
    return partitions.map(({ topic, partition }) => {
      const start = this.#starts.get(partition) ?? 0
      consumer.seek({ topic, partition, offset: `${start}` })
      return { floor: start, end: start, pending: new Map() }
    })
  }

  async save(): Promise<void> {
    return undefined
  }

  /** Nothing is kept for a broadcast. */
  async reportGap(): Promise<void> {
    return undefined
  }
}
