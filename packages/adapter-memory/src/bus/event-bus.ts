import type {
  BusMessage,
  DeadLetter,
  EventBus,
  EventBusCapabilities,
  PortCall,
  SubscribeParams,
  Subscription,
} from '@feed-engine/core'
import { MemoryAdapter } from '../memory-adapter'
import { type MemoryOptions, type ResolvedOptions, resolveOptions } from '../options'
import { Consumer } from './consumer'
import { Topic } from './topic'

/**
 * A bus within the process. A consumer that falls silent over a message loses it, and is free for another one: its
 * handler may go on, but nobody waits for it, and `close` does not either.
 */
export class MemoryEventBus extends MemoryAdapter implements EventBus {
  readonly capabilities: EventBusCapabilities = Object.freeze({ durable: false, replay: true })
  readonly #options: ResolvedOptions
  readonly #topics = new Map<string, Topic>()
  readonly #subscriptions = new Set<Subscription>()

  constructor(options: MemoryOptions = {}) {
    super()
    this.#options = resolveOptions(options)
  }

  async ensureGroup(params: { readonly topic: string; readonly group: string }, call?: PortCall): Promise<void> {
    this.begin(call)
    this.#topic(params.topic).ensureGroup(params.group)
  }

  async publish(
    params: { readonly topic: string; readonly messages: readonly BusMessage[] },
    call?: PortCall,
  ): Promise<void> {
    this.begin(call)
    this.#topic(params.topic).publish(params.messages)
  }

  async subscribe(params: SubscribeParams, call?: PortCall): Promise<Subscription> {
    this.begin(call)
    const topic = this.#topic(params.topic)
    const consumer = new Consumer(params)
    const leave = params.group === undefined ? topic.joinBroadcast(consumer) : topic.join(params.group, consumer)
    const subscription = {
      close: async (): Promise<void> => {
        await leave()
        this.#subscriptions.delete(subscription)
      },
    }
    this.#subscriptions.add(subscription)
    return subscription
  }

  async lag(params: { readonly topic: string; readonly group: string }, call?: PortCall): Promise<number> {
    this.begin(call)
    return this.#topics.get(params.topic)?.lag(params.group) ?? 0
  }

  async replay(
    params: { readonly topic: string; readonly group: string; readonly fromMs: number },
    call?: PortCall,
  ): Promise<number> {
    this.begin(call)
    return this.#topics.get(params.topic)?.replay(params.group, params.fromMs) ?? 0
  }

  async deadLetters(
    params: { readonly topic: string; readonly group: string; readonly limit: number },
    call?: PortCall,
  ): Promise<readonly DeadLetter[]> {
    this.begin(call)
    return this.#topics.get(params.topic)?.deadLetters(params.group, params.limit) ?? []
  }

  /** Closes every subscription, each waiting for its running handlers. */
  override async close(): Promise<void> {
    await super.close()
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()))
  }

  #topic(name: string): Topic {
    let topic = this.#topics.get(name)
    if (topic === undefined) {
      topic = new Topic({ ...this.#options, name })
      this.#topics.set(name, topic)
    }
    return topic
  }
}
