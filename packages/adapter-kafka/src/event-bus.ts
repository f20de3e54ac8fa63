import {
  type BusMessage,
  type DeadLetter,
  type EventBus,
  type EventBusCapabilities,
  FeedError,
  type PortCall,
  type SubscribeParams,
  type Subscription,
} from '@feed-engine/core'
import { Broadcasts } from './broadcasts'
import { Connection } from './client/connection'
import type { Kind } from './client/errors'
import type { KafkaAdmin } from './client/kafka-client'
import { limited } from './client/limited'
import { settledWithin } from './client/settled-within'
import type { ConsumerState } from './consume/restarts'
import { listDeadLetters } from './dead-letters'
import { type GroupParams, Groups } from './groups'
import { type BusContext, type KafkaEventBusOptions, resolveOptions } from './options'
import { nothingSent, Publisher } from './publish/publisher'
import { replay } from './replay'
import { Names } from './topics/names'
import { Offsets } from './topics/offsets'
import { Topics } from './topics/topics'

/**
 * A bus on Kafka: durable, keyed by message key, each group in its own time. Within a process all subscriptions to a
 * topic in one group share a consumer.
 */
export class KafkaEventBus implements EventBus {
  readonly name = 'kafka'
  readonly capabilities: EventBusCapabilities = Object.freeze({ durable: true, replay: true })
  readonly #context: BusContext
  readonly #names: Names
  readonly #admin: Connection<KafkaAdmin>
  readonly #publisher: Publisher
  readonly #topics: Topics
  readonly #offsets: Offsets
  readonly #groups: Groups
  readonly #broadcasts: Broadcasts
  readonly #subscriptions = new Set<Subscription>()
  /** Of the calls under way: each ends with its time, and all with the bus. */
  readonly #calls = new Set<AbortController>()
  #closing: Promise<void> | undefined

  /** Connects to nothing yet. Fails with `INVALID_OPTION` on an unknown or impossible option. */
  constructor(options: KafkaEventBusOptions) {
    const context = resolveOptions(options)
    this.#context = context
    this.#names = new Names(context.prefix)
    this.#admin = new Connection(() => context.client.admin())
    this.#publisher = new Publisher(context)
    this.#topics = new Topics(context, this.#admin)
    this.#offsets = new Offsets(this.#admin, context.timers)
    const parts = { context, names: this.#names, topics: this.#topics, offsets: this.#offsets }
    this.#groups = new Groups({ ...parts, publisher: this.#publisher })
    this.#broadcasts = new Broadcasts({ ...parts, token: () => this.#token() })
  }

  /** How the consumers of this process do: one that is not `running` gets no messages at the moment. */
  health(): readonly (GroupParams & { readonly state: ConsumerState })[] {
    return this.#groups.states
  }

  async ensureGroup(params: GroupParams, call?: PortCall): Promise<void> {
    await this.#call('write', call, () => this.#groups.ensure(params))
  }

  /** Without an answer in time the outcome is unknown: the client may still be sending. */
  async publish(
    params: { readonly topic: string; readonly messages: readonly BusMessage[] },
    call?: PortCall,
  ): Promise<void> {
    const timestamp = `${this.#context.clock.now()}`
    const messages = params.messages.map(({ key, value }) => {
      return { key: Buffer.from(key, 'utf8'), value: Buffer.from(value), timestamp }
    })
    await this.#call('write', call, async (over) => {
      const topic = this.#names.topic(params.topic)
      if (messages.length === 0) return
      await nothingSent(this.#topics.ensureTopic(topic))
      await this.#publisher.send(topic, messages, over)
    })
  }

  async subscribe(params: SubscribeParams, call?: PortCall): Promise<Subscription> {
    return this.#call('read', call, async (over) => {
      const { group } = params
      const started = await (group === undefined
        ? this.#broadcasts.subscribe(params)
        : this.#groups.subscribe({ ...params, group }))
      const subscription = {
        close: async (): Promise<void> => {
          await started.close()
          this.#subscriptions.delete(subscription)
        },
      }
      if (over.aborted || this.#closing !== undefined) {
        await started.close()
        throw closedError()
      }
      this.#subscriptions.add(subscription)
      return subscription
    })
  }

  /** 0 for a topic that does not exist. */
  async lag(params: GroupParams, call?: PortCall): Promise<number> {
    return this.#call('read', call, async () => {
      const names = this.#names.group(params.topic, params.group)
      const topics = await this.#topics.existing([names.topic, names.replay])
      return topics.length === 0 ? 0 : this.#offsets.lag(names.groupId, topics)
    })
  }

  async replay(params: GroupParams & { readonly fromMs: number }, call?: PortCall): Promise<number> {
    return this.#call('write', call, async (over) => {
      const names = this.#names.group(params.topic, params.group)
      if ((await this.#topics.existing([names.topic])).length === 0) return 0
      await this.#topics.ensureGroupTopics(names)
      await this.#topics.matchPartitions(names.replay, names.topic)
      return replay({
        context: this.#context,
        offsets: this.#offsets,
        publisher: this.#publisher,
        names,
        readerId: this.#names.passing(params.topic, this.#token()),
        fromMs: params.fromMs,
        over,
      })
    })
  }

  async deadLetters(params: GroupParams & { readonly limit: number }, call?: PortCall): Promise<readonly DeadLetter[]> {
    return this.#call('read', call, async (over) => {
      const { deadLetters } = this.#names.group(params.topic, params.group)
      if ((await this.#topics.existing([deadLetters])).length === 0) return []
      return listDeadLetters({
        context: this.#context,
        offsets: this.#offsets,
        deadLetters,
        readerId: this.#names.passing(params.topic, this.#token()),
        of: { topic: params.topic, group: params.group },
        limit: params.limit,
        over,
      })
    })
  }

  /**
   * Ends every subscription, waiting for its running handlers, and disconnects, within twice `closeTimeoutMs`. What was
   * not handled by then comes again.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { timers, closeTimeoutMs } = this.#context
    const handlers = Promise.all([...this.#subscriptions].map((subscription) => subscription.close()))
    await settledWithin(timers, closeTimeoutMs, handlers)
    for (const call of this.#calls) call.abort()
    const disconnected = Promise.all([this.#groups.stop(), this.#broadcasts.stop()]).then(() =>
      Promise.all([this.#publisher.close(), this.#admin.close()]),
    )
    await settledWithin(timers, closeTimeoutMs, disconnected)
  }

  async #call<T>(kind: Kind, call: PortCall | undefined, work: (over: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw closedError()
    if (call?.signal?.aborted === true) throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted' })
    const { timers, callTimeoutMs: defaultMs } = this.#context
    const ending = new AbortController()
    this.#calls.add(ending)
    return limited({ timers, defaultMs, kind }, call, (over) => {
      over.addEventListener('abort', () => ending.abort(), { once: true })
      return work(ending.signal).finally(() => this.#calls.delete(ending))
    })
  }

  /** A name that no other process makes. */
  #token(): string {
    const { random } = this.#context
    const part = (): string => Math.floor(random.next() * 2 ** 32).toString(36)
    return part() + part()
  }
}

function closedError(): FeedError {
  return new FeedError({ code: 'CLOSED', rule: 'the bus is closed' })
}
