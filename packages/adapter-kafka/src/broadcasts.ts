import type { SubscribeParams, Subscription } from '@feed-engine/core'
import { BroadcastProgress } from './consume/broadcast-progress'
import { Subscriber } from './consume/subscriber'
import { TopicConsumer } from './consume/topic-consumer'
import type { BusContext } from './options'
import type { Names } from './topics/names'
import type { Offsets } from './topics/offsets'
import type { Topics } from './topics/topics'

export interface BroadcastsParams {
  readonly context: BusContext
  readonly names: Names
  readonly topics: Topics
  readonly offsets: Offsets
  readonly token: () => string
}

/** Subscriptions without a group: each reads the whole topic, from where it ended when it subscribed. */
export class Broadcasts {
  readonly #params: BroadcastsParams
  readonly #consumers = new Set<TopicConsumer>()

  constructor(params: BroadcastsParams) {
    this.#params = params
  }

  async subscribe(params: SubscribeParams): Promise<Subscription> {
    const { context, names, topics, offsets, token } = this.#params
    const mainTopic = names.topic(params.topic)
    await topics.ensureTopic(mainTopic)
    const kept = await offsets.kept(mainTopic)
    const starts = new Map([...kept].map(([partition, { high }]) => [partition, high]))
    const consumer = new TopicConsumer({
      context,
      labels: { topic: params.topic, group: 'broadcast' },
      groupId: names.passing(params.topic, token()),
      mainTopic,
      redelivers: false,
      progress: new BroadcastProgress(starts),
      bury: async () => undefined,
    })
    const subscriber = new Subscriber(params)
    consumer.join(subscriber)
    this.#consumers.add(consumer)
    let closing: Promise<void> | undefined
    const close = async (): Promise<void> => {
      await consumer.leave(subscriber)
      this.#consumers.delete(consumer)
      await consumer.stop()
    }
    try {
      await consumer.start()
    } catch (error) {
      await close()
      throw error
    }
    return {
      close: () => {
        closing ??= close()
        return closing
      },
    }
  }

  /** Stops all of them, handlers running or not. */
  async stop(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()))
    this.#consumers.clear()
  }
}
