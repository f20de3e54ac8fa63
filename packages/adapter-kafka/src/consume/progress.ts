import type { KafkaConsumer } from '../client/kafka-client'
import type { CommittedState } from './committed-state'
import type { WindowCommit } from './committer'

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** Where a consumer stands, and where that is kept. */
export interface Progress {
  /**
   * Nobody else can have had the partitions of this consumer, so it goes on where it was, whatever has happened to its
   * membership.
   */
  readonly isExclusive: boolean
  /** Where the partitions begin that the consumer has got, in the order asked for. */
  load(consumer: KafkaConsumer, partitions: readonly TopicPartition[]): Promise<readonly CommittedState[]>
  /** Keeps what was done, under the consumer's membership. */
  save(commits: readonly WindowCommit[], saver: Saver): Promise<void>
  /** Messages from `from` up to `to` were not there when it was their turn. */
  reportGap(partition: TopicPartition, gap: { readonly from: number; readonly to: number }): Promise<void>
}

/** Commits under a membership; fails once that has ended. */
export type Saver = (commits: readonly WindowCommit[]) => Promise<void>
