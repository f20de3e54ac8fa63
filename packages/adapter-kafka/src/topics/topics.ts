import { FeedError } from '@feed-engine/core'
import type { Connection } from '../client/connection'
import type { KafkaAdmin } from '../client/kafka-client'
import { untilSettled } from '../client/until-settled'
import type { BusContext } from '../options'
import type { GroupNames } from './names'

const MAX_LOOKS = 100
const LOOK_PAUSE_MS = 50

interface TopicPlan {
  readonly topic: string
  readonly partitions: number
  readonly retentionMs: number
}

/** Which topics there are, and making those that are missing. */
export class Topics {
  readonly #context: BusContext
  readonly #admin: Connection<KafkaAdmin>
  /** Partitions of the topics that are known to exist. */
  readonly #known = new Map<string, number>()

  constructor(context: BusContext, admin: Connection<KafkaAdmin>) {
    this.#context = context
    this.#admin = admin
  }

  /** Those of the topics that exist. Makes none. */
  async existing(topics: readonly string[]): Promise<readonly string[]> {
    if (topics.some((topic) => !this.#known.has(topic))) await this.#refresh()
    return topics.filter((topic) => this.#known.has(topic))
  }

  async ensureTopic(topic: string): Promise<void> {
    if (this.#known.has(topic)) return
    await this.#ensure([this.#plan(topic)])
  }

  /**
   * The topic, and beside it the two of its group. Replayed messages lie in partitions of the same numbers, so that
   * whoever has a key of the one has it of the other.
   */
  async ensureGroupTopics(names: GroupNames): Promise<void> {
    if ([names.topic, names.replay, names.deadLetters].every((topic) => this.#known.has(topic))) return
    await this.#refresh()
    const partitions = this.#known.get(names.topic) ?? this.#context.topics.partitions
    await this.#ensure([
      this.#plan(names.topic),
      { ...this.#plan(names.replay), partitions },
      { topic: names.deadLetters, partitions: 1, retentionMs: this.#context.topics.deadLetterRetentionMs },
    ])
  }

  /** After somebody has added partitions to a topic: the other gets as many. */
  async matchPartitions(topic: string, like: string): Promise<void> {
    await this.#refresh()
    const wanted = this.#known.get(like) ?? 0
    if ((this.#known.get(topic) ?? wanted) >= wanted) return
    await this.#admin.use((admin) => admin.createPartitions({ topicPartitions: [{ topic, count: wanted }] }))
    this.#known.set(topic, wanted)
  }

  #plan(topic: string): TopicPlan {
    const { partitions, retentionMs } = this.#context.topics
    return { topic, partitions, retentionMs }
  }

  async #ensure(plans: readonly TopicPlan[]): Promise<void> {
    await this.#refresh()
    const missing = plans.filter(({ topic }) => !this.#known.has(topic))
    if (missing.length === 0) return
    const { autoCreate, replicationFactor } = this.#context.topics
    if (!autoCreate) throw missingTopic(missing[0] as TopicPlan)
    // One by one: a request that finds one topic there already says nothing about the others.
    for (const { topic, partitions, retentionMs } of missing) {
      const configEntries = [{ name: 'retention.ms', value: `${retentionMs}` }]
      const created = { topic, numPartitions: partitions, replicationFactor, configEntries }
      await this.#admin.use((admin) => admin.createTopics({ waitForLeaders: false, topics: [created] }))
    }
    await this.#untilKnown(missing)
  }

  /** A broker may hear of a topic a moment after its controller has made it; the client takes that for an error. */
  async #untilKnown(plans: readonly TopicPlan[]): Promise<void> {
    for (let look = 1; ; look++) {
      await this.#refresh()
      if (plans.every(({ topic }) => this.#known.has(topic)) || look === MAX_LOOKS) return
      await this.#pause()
    }
  }

  /**
   * Asks for all topics, since to ask for one by its name could create it. The client then fails for a topic of anybody
   * that is being made or removed at this moment: that passes.
   */
  async #refresh(): Promise<void> {
    const ask = () => this.#admin.use((admin) => admin.fetchTopicMetadata())
    const { topics } = await untilSettled(this.#context.timers, ask)
    this.#known.clear()
    for (const { name, partitions } of topics) this.#known.set(name, partitions.length)
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#context.timers.setTimeout(resolve, LOOK_PAUSE_MS))
  }
}

function missingTopic({ topic, partitions }: TopicPlan): FeedError {
  return new FeedError({
    code: 'NOT_FOUND',
    field: 'topics.autoCreate',
    rule:
      `the topic ${topic} does not exist and must not be created: create it ` +
      `(kafka-topics.sh --create --topic ${topic} --partitions ${partitions}), or set topics.autoCreate to true`,
  })
}
