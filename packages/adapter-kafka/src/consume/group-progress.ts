import type { KafkaConsumer } from '../client/kafka-client'
import { KAFKA_METRICS } from '../metrics'
import type { BusContext } from '../options'
import type { KeptRange, Offsets } from '../topics/offsets'
import type { CommittedState } from './committed-state'
import type { WindowCommit } from './committer'
import { PartitionWindow } from './partition-window'
import type { Progress, Saver, TopicPartition } from './progress'

export interface GroupProgressParams {
  readonly context: BusContext
  readonly offsets: Offsets
  readonly groupId: string
  /** For logs and metrics. */
  readonly labels: { readonly topic: string; readonly group: string }
}

/** Progress of a group: in its committed offsets, from the oldest message kept where nothing was committed. */
export class GroupProgress implements Progress {
  readonly isExclusive = false
  readonly #params: GroupProgressParams

  constructor(params: GroupProgressParams) {
    this.#params = params
  }

  /** Commits where the group has never committed, too: from then on it is seen when messages disappear before it. */
  async load(consumer: KafkaConsumer, partitions: readonly TopicPartition[]): Promise<readonly CommittedState[]> {
    const { offsets, groupId } = this.#params
    const topics = [...new Set(partitions.map(({ topic }) => topic))]
    const [committed, ...kept] = await Promise.all([
      offsets.committed(groupId, topics),
      ...topics.map((topic) => offsets.kept(topic)),
    ])
    const ranges = new Map(topics.map((topic, index) => [topic, kept[index]]))
    const starts = partitions.map((at) => {
      const range = ranges.get(at.topic)?.get(at.partition) ?? { low: 0, high: 0 }
      return this.#startOf(at, range, committed.get(at.topic)?.get(at.partition))
    })
    const unsaved = partitions.flatMap((at, index) => {
      const start = starts[index]
      return start?.isNew === true ? [{ ...at, offset: `${start.state.floor}` }] : []
    })
    if (unsaved.length > 0) await consumer.commitOffsets(unsaved)
    return starts.map(({ state }) => state)
  }

  save(commits: readonly WindowCommit[], saver: Saver): Promise<void> {
    return saver(commits)
  }

  /** A gap is a loss only if it lies below the oldest message kept: transactions leave gaps, too. */
  async reportGap(
    { topic, partition }: TopicPartition,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<void> {
    const low = (await this.#params.offsets.kept(topic)).get(partition)?.low ?? 0
    const lost = Math.min(low, to) - from
    if (lost > 0) this.#reportLoss({ topic, partition }, lost)
  }

  #startOf(
    at: TopicPartition,
    { low, high }: KeptRange,
    state: CommittedState | undefined,
  ): { readonly state: CommittedState; readonly isNew: boolean } {
    const fromLow = { floor: low, end: low, pending: new Map() }
    if (state === undefined) return { state: fromLow, isNew: true }
    if (state.floor > high) {
      const { context, labels } = this.#params
      context.logger.error('a group stands behind the end of its topic and begins anew: was the topic recreated?', {
        ...labels,
        partition: at.partition,
      })
      return { state: fromLow, isNew: true }
    }
    if (state.floor >= low) return { state, isNew: false }
    const lost = new PartitionWindow({ ...at, state, limit: 1 }).skipTo(low)
    if (lost > 0) this.#reportLoss(at, lost)
    const pending = new Map([...state.pending].filter(([offset]) => offset >= low))
    return { state: { floor: low, end: Math.max(low, state.end), pending }, isNew: false }
  }

  #reportLoss({ partition }: TopicPartition, lost: number): void {
    const { context, labels } = this.#params
    context.metrics.count(KAFKA_METRICS.lost, lost, labels)
    context.logger.error(
      'retention removed messages before the group had handled them: repair what depends on them, keep longer',
      { ...labels, partition, lost },
    )
  }
}
