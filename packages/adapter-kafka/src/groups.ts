import type { SubscribeParams, Subscription } from '@feed-engine/core'
import { KeyedLock } from './client/keyed-lock'
import { GroupProgress } from './consume/group-progress'
import type { ConsumerState } from './consume/restarts'
import { Subscriber } from './consume/subscriber'
import { TopicConsumer } from './consume/topic-consumer'
import { Watchdog } from './consume/watchdog'
import type { BusContext } from './options'
import type { Publisher } from './publish/publisher'
import { deadLetterRecord } from './records/dead-letter-record'
import type { GroupNames, Names } from './topics/names'
import type { Offsets } from './topics/offsets'
import type { Topics } from './topics/topics'

export interface GroupParams {
  readonly topic: string
  readonly group: string
}

interface Member {
  readonly consumer: TopicConsumer
  readonly watchdog: Watchdog
}

export interface GroupsParams {
  readonly context: BusContext
  readonly names: Names
  readonly topics: Topics
  readonly offsets: Offsets
  readonly publisher: Publisher
}

/**
 * The groups that this process is a member of. All of its subscriptions to a topic in one group share a member: they
 * come and go without a rebalance, and a message goes from one to another without the broker.
 */
export class Groups {
  readonly #params: GroupsParams
  readonly #lock = new KeyedLock()
  readonly #members = new Map<string, Member>()
  readonly #starting = new Set<TopicConsumer>()
  readonly #ensured = new Set<string>()

  constructor(params: GroupsParams) {
    this.#params = params
  }

  /** Makes the topics of a group, and commits where it stands if it has never been anywhere: by joining for a moment. */
  async ensure(params: GroupParams): Promise<void> {
    const names = this.#params.names.group(params.topic, params.group)
    if (this.#ensured.has(names.groupId)) return
    await this.#params.topics.ensureGroupTopics(names)
    await this.#lock.run(names.groupId, async () => {
      if (this.#members.has(names.groupId) || (await this.#stands(names))) return
      const consumer = this.#createConsumer(params, names)
      try {
        await consumer.start()
      } finally {
        await consumer.stop()
      }
    })
    this.#ensured.add(names.groupId)
  }

  async subscribe(params: SubscribeParams & GroupParams): Promise<Subscription> {
    const names = this.#params.names.group(params.topic, params.group)
    await this.#params.topics.ensureGroupTopics(names)
    const subscriber = new Subscriber(params)
    const { consumer } = await this.#lock.run(names.groupId, async () => {
      const member = this.#members.get(names.groupId) ?? (await this.#startMember(params, names))
      member.consumer.join(subscriber)
      return member
    })
    let closing: Promise<void> | undefined
    const close = async (): Promise<void> => {
      await consumer.leave(subscriber)
      await this.#lock.run(names.groupId, () => this.#stopIfUnused(names.groupId))
    }
    return {
      close: () => {
        closing ??= close()
        return closing
      },
    }
  }

  get states(): readonly (GroupParams & { readonly state: ConsumerState })[] {
    return [...this.#members.values()].map(({ consumer }) => ({ ...consumer.labels, state: consumer.state }))
  }

  /** Stops all members, handlers running or not. */
  async stop(): Promise<void> {
    const starting = [...this.#starting].map((consumer) => consumer.stop())
    await Promise.all([...starting, ...[...this.#members.keys()].map((groupId) => this.#stopMember(groupId))])
  }

  async #startMember(params: GroupParams, names: GroupNames): Promise<Member> {
    const { context, offsets } = this.#params
    const consumer = this.#createConsumer(params, names)
    this.#starting.add(consumer)
    try {
      await consumer.start()
    } catch (error) {
      await consumer.stop()
      throw error
    } finally {
      this.#starting.delete(consumer)
    }
    const { groupId, topic, replay } = names
    const watched = { context, offsets, consumer, groupId, topics: [topic, replay], labels: consumer.labels }
    const member = { consumer, watchdog: new Watchdog(watched) }
    this.#members.set(groupId, member)
    return member
  }

  async #stopIfUnused(groupId: string): Promise<void> {
    if (this.#members.get(groupId)?.consumer.isUnused === true) await this.#stopMember(groupId)
  }

  async #stopMember(groupId: string): Promise<void> {
    const member = this.#members.get(groupId)
    this.#members.delete(groupId)
    member?.watchdog.stop()
    await member?.consumer.stop()
  }

  #createConsumer({ topic, group }: GroupParams, names: GroupNames): TopicConsumer {
    const { context, offsets, publisher } = this.#params
    const labels = { topic, group }
    return new TopicConsumer({
      context,
      labels,
      groupId: names.groupId,
      mainTopic: names.topic,
      replayTopic: names.replay,
      redelivers: true,
      progress: new GroupProgress({ context, offsets, groupId: names.groupId, labels }),
      bury: (task, letter) =>
        publisher.send(names.deadLetters, [deadLetterRecord(task, { ...letter, ...labels }, context.clock.now())]),
    })
  }

  async #stands({ groupId, topic, replay }: GroupNames): Promise<boolean> {
    const { offsets } = this.#params
    const committed = await offsets.committed(groupId, [topic, replay])
    const kept = await offsets.kept(topic)
    return [...kept.keys()].every((partition) => committed.get(topic)?.has(partition) === true)
  }
}
