import { FeedError, type PortCall, type RandomSource, type SubscribeParams, type Subscription } from '@feed-engine/core'
import type { RedisLink } from '../client/link'
import { replyOf } from '../client/script-runner'
import { BroadcastConsumer } from './broadcast-consumer'
import { GroupConsumer } from './group-consumer'
import { GroupPartition } from './group-partition'
import type { ResolvedBusOptions } from './options'
import { partitionsOf, wakeUpChannel } from './partition-keys'
import { busScripts } from './scripts'
import { WakeUps } from './wake-ups'

/** The consumers of one process, and the news that wakes them. */
export class Subscriptions {
  readonly #options: ResolvedBusOptions
  readonly #link: RedisLink
  readonly #wakeUps: WakeUps
  readonly #open = new Set<Subscription>()
  #closed = false

  constructor(options: ResolvedBusOptions, link: RedisLink) {
    this.#options = options
    this.#link = link
    this.#wakeUps = new WakeUps(link.client)
  }

  /** Resolves when the consumer is told of messages. The group exists already. */
  async add(params: SubscribeParams, call: PortCall | undefined): Promise<Subscription> {
    const channel = wakeUpChannel(this.#options.keyPrefix, params.topic)
    await this.#link.guard.run(call, () => this.#wakeUps.connected(channel))
    // Where a broadcast stands is asked after news arrives: nothing comes in between unnoticed.
    const consumer = await this.#consumer(params, call)
    if (this.#closed) throw new FeedError({ code: 'CLOSED', rule: 'the event bus is being closed' })
    const leave = this.#wakeUps.listen(channel, (partition) => consumer.wake(partition))
    consumer.wake()
    let closing: Promise<void> | undefined
    const subscription: Subscription = {
      close: () => {
        leave()
        closing ??= consumer.close().finally(() => this.#open.delete(subscription))
        return closing
      },
    }
    this.#open.add(subscription)
    return subscription
  }

  /** Closes every subscription, each waiting for its running handlers. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#open].map((subscription) => subscription.close()))
    this.#wakeUps.close()
  }

  #consumer(params: SubscribeParams, call: PortCall | undefined): Promise<BroadcastConsumer> | GroupConsumer {
    return params.group === undefined ? this.#broadcast(params, call) : this.#member(params, params.group)
  }

  #member(params: SubscribeParams, group: string): GroupConsumer {
    const { topic } = params
    const partitions = partitionsOf(this.#options, topic).map(
      (keys) => new GroupPartition({ ...this.#options, scripts: this.#link.scripts, keys: keys.ofGroup(group), group }),
    )
    const consumer = `${hexWord(this.#options.random)}${hexWord(this.#options.random)}`
    return new GroupConsumer({ ...this.#options, topic, consumer, partitions, subscription: params })
  }

  async #broadcast(params: SubscribeParams, call: PortCall | undefined): Promise<BroadcastConsumer> {
    const { topic } = params
    const keys = partitionsOf(this.#options, topic).map(({ messages }) => messages)
    const tails = await this.#link.scripts.runAll(
      keys.map((key) => ({ script: busScripts.tail, keys: [key], args: [] })),
      call,
    )
    const streams = keys.map((key, index) => ({ key, after: String(replyOf(tails[index])) }))
    const { client, guard } = this.#link
    return new BroadcastConsumer({ ...this.#options, topic, client, guard, streams, subscription: params })
  }
}

function hexWord(random: RandomSource): string {
  return Math.floor(random.next() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
}
