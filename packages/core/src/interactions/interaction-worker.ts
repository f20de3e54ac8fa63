import { decodeEvent } from '../codec/event-codec'
import type { FeedEvent, InteractionRecorded } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import { FeedError, INTERACTIONS_TOPIC, isFeedError, type TenantId } from '../model'
import type { BusDelivery, EventBus, PortCall, Subscription, Verdict } from '../ports'
import { fullJitterMs } from '../runtime/backoff'
import { within } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import { EventBatches } from './event-batches'

const DONE: Verdict = Object.freeze({ kind: 'ack' })

/** Events in hand at once. They wait for company more than they work: a batch is one call of a store. */
const CONCURRENCY = 32

/** What one group makes of interactions. */
export interface InteractionConsumer {
  readonly group: string
  /**
   * Brings events of one tenant into a store: all of them, or an error, after which any of them may have been applied.
   * Whatever it is given may come again, and later events before earlier ones. Answers what became of each change made.
   */
  apply(tenant: TenantId, events: readonly InteractionRecorded[], call: PortCall): Promise<readonly string[]>
}

/** Takes interactions off the bus for one group. One per group and process. */
export class InteractionWorker {
  readonly #context: EngineContext
  readonly #bus: EventBus
  readonly #consumer: InteractionConsumer
  readonly #batches: EventBatches
  #subscription: Promise<Subscription> | undefined

  constructor(context: EngineContext, bus: EventBus, consumer: InteractionConsumer) {
    this.#context = context
    this.#bus = bus
    this.#consumer = consumer
    this.#batches = new EventBatches((events) => this.#apply(events))
  }

  /** Resolves when the topic is being consumed; fails, and may be tried again, when the bus can't be reached. */
  async start(): Promise<void> {
    this.#subscription ??= this.#bus.subscribe({
      topic: INTERACTIONS_TOPIC,
      group: this.#consumer.group,
      concurrency: CONCURRENCY,
      ackTimeoutMs: this.#context.options.fanOut.ackTimeoutMs,
      handler: (delivery) => this.#handle(delivery),
    })
    try {
      await this.#subscription
    } catch (error) {
      this.#subscription = undefined
      throw error
    }
  }

  /** Finishes what is in work and leaves the rest to other workers. */
  async stop(): Promise<void> {
    const subscribing = this.#subscription
    this.#subscription = undefined
    const subscription = await subscribing?.catch(() => undefined)
    await subscription?.close()
  }

  async #handle(delivery: BusDelivery): Promise<Verdict> {
    let event: FeedEvent | null
    try {
      event = decodeEvent(delivery.value)
      if (event?.type !== 'interaction') return DONE
      const { postId } = event.data
      if (postId !== undefined) checkPostId(this.#context, postId, 'data.postId')
    } catch (error) {
      return this.#deadLetter(error)
    }
    try {
      // What failed is tried again by itself, so that an event that always fails spoils no second batch.
      await (delivery.attempt === 1 ? this.#batches.add(event) : this.#apply([event]))
      return DONE
    } catch (error) {
      return this.#failed(delivery, error)
    }
  }

  /** A store that hangs must not keep the next batch waiting for ever. */
  #apply(events: readonly InteractionRecorded[]): Promise<void> {
    const { runtime, options } = this.#context
    const deadlineMs = options.fanOut.ackTimeoutMs
    const late = (): FeedError =>
      new FeedError({ code: 'DEADLINE_EXCEEDED', rule: 'the store did not answer in time', retryable: true })
    return within(runtime.timers, deadlineMs, this.#applyByTenant(events, { deadlineMs }), late)
  }

  async #applyByTenant(events: readonly InteractionRecorded[], call: PortCall): Promise<void> {
    const { group } = this.#consumer
    const { metrics } = this.#context.runtime
    const byTenant = new Map<TenantId, InteractionRecorded[]>()
    for (const event of events) {
      const others = byTenant.get(event.tenant)
      if (others === undefined) byTenant.set(event.tenant, [event])
      else others.push(event)
    }
    for (const [tenant, ofTenant] of byTenant) {
      const statuses = await this.#consumer.apply(tenant, ofTenant, call)
      for (const status of statuses) metrics.count(METRICS.interactionUpdates, 1, { group, status })
    }
  }

  /** A store that is down is waited for, however long; what it refuses is given up after so many tries. */
  #failed(delivery: BusDelivery, error: unknown): Verdict {
    const { runtime, options } = this.#context
    const { maxAttempts, retry } = options.fanOut
    const hopeful = isFeedError(error) && error.retryable
    if (!hopeful && delivery.attempt >= maxAttempts) return this.#deadLetter(error)
    runtime.metrics.count(METRICS.interactionRetries, 1, { group: this.#consumer.group })
    return { kind: 'retry', delayMs: fullJitterMs(runtime.random, delivery.attempt, retry) }
  }

  #deadLetter(error: unknown): Verdict {
    const { code, rule } = isFeedError(error) ? error : { code: 'INTERNAL', rule: 'an unexpected error' }
    const { group } = this.#consumer
    this.#context.runtime.metrics.count(METRICS.interactionDeadLetters, 1, { group, code })
    this.#context.runtime.logger.error('an interaction became a dead letter', { group, code, rule })
    return { kind: 'dead-letter', code, cause: rule }
  }
}
