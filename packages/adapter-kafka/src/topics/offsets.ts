import type { Timers } from '@feed-engine/core'
import type { Connection } from '../client/connection'
import type { KafkaAdmin } from '../client/kafka-client'
import { untilSettled } from '../client/until-settled'
import { type CommittedState, decodeState } from '../consume/committed-state'

/** Messages of a partition that are kept: from `low`, and below `high`. */
export interface KeptRange {
  readonly low: number
  readonly high: number
}

/** Asks the broker what it keeps, and where groups stand. */
export class Offsets {
  readonly #admin: Connection<KafkaAdmin>
  readonly #timers: Timers

  constructor(admin: Connection<KafkaAdmin>, timers: Timers) {
    this.#admin = admin
    this.#timers = timers
  }

  /** By partition. */
  async kept(topic: string): Promise<ReadonlyMap<number, KeptRange>> {
    const offsets = await this.#ask((admin) => admin.fetchTopicOffsets(topic))
    return new Map(offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]))
  }

  /** By partition: where the messages begin that were published at or after a time. */
  async since(topic: string, fromMs: number): Promise<ReadonlyMap<number, number>> {
    const offsets = await this.#ask((admin) => admin.fetchTopicOffsetsByTimestamp(topic, fromMs))
    return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]))
  }

  /** By topic and partition; nothing for partitions that the group has never committed. */
  async committed(
    groupId: string,
    topics: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, CommittedState>>> {
    const answer = await this.#ask((admin) => admin.fetchOffsets({ groupId, topics: [...topics] }))
    return new Map(
      answer.map(({ topic, partitions }) => {
        const known = partitions.filter(({ offset }) => Number(offset) >= 0)
        const states = known.map(({ partition, offset, metadata }) => {
          return [partition, decodeState(Number(offset), metadata)] as const
        })
        return [topic, new Map(states)] as const
      }),
    )
  }

  /** Messages kept that the group has not handled. */
  async lag(groupId: string, topics: readonly string[]): Promise<number> {
    const [committed, ...kept] = await Promise.all([
      this.committed(groupId, topics),
      ...topics.map((topic) => this.kept(topic)),
    ])
    const lags = topics.flatMap((topic, index) =>
      [...(kept[index] ?? [])].map(([partition, range]) => lagOf(range, committed.get(topic)?.get(partition))),
    )
    return lags.reduce((sum, lag) => sum + lag, 0)
  }

  #ask<T>(question: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
    return untilSettled(this.#timers, () => this.#admin.use(question))
  }
}

function lagOf({ low, high }: KeptRange, state: CommittedState | undefined): number {
  if (state === undefined || state.floor > high) return high - low
  const pending = [...state.pending.keys()].filter((offset) => offset >= low).length
  return pending + high - Math.min(high, Math.max(low, state.end))
}
