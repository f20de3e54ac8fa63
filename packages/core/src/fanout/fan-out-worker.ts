import { decodeEvent } from '../codec/event-codec'
import type { FanOutChunk, FeedEvent, PostPublished } from '../codec/feed-events'
import type { EngineContext, PushPorts } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import { FAN_OUT_GROUP, isFeedError, TOPICS } from '../model'
import type { BusDelivery, Subscription, Verdict } from '../ports'
import { fullJitterMs } from '../runtime/backoff'
import { METRICS } from '../runtime/metrics'
import { pullInstead } from './pull-instead'
import { pushChunk } from './push-chunk'
import { pushPost } from './push-post'
import { TimelinePusher } from './timeline-pusher'

const DONE: Verdict = Object.freeze({ kind: 'ack' })

/** Takes posts and chunks off the bus and pushes them to timelines: each lane with as many hands of its own. One per process. */
export class FanOutWorker {
  readonly #context: EngineContext
  readonly #ports: PushPorts
  readonly #pusher: TimelinePusher
  #subscriptions: readonly Promise<Subscription>[] = []

  constructor(context: EngineContext, ports: PushPorts) {
    this.#context = context
    this.#ports = ports
    this.#pusher = new TimelinePusher(context, ports)
  }

  get running(): boolean {
    return this.#subscriptions.length > 0
  }

  /** Resolves when all topics are being consumed; fails, and may be tried again, when the bus can't be reached. */
  async start(): Promise<void> {
    if (!this.running) this.#subscriptions = Object.values(TOPICS).map((topic) => this.#subscribe(topic))
    try {
      await Promise.all(this.#subscriptions)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Finishes what is in work and leaves the rest to other workers. */
  async stop(): Promise<void> {
    const subscriptions = this.#subscriptions
    this.#subscriptions = []
    for (const subscribed of await Promise.allSettled(subscriptions)) {
      if (subscribed.status === 'fulfilled') await subscribed.value.close()
    }
  }

  #subscribe(topic: string): Promise<Subscription> {
    const { concurrency, bulkConcurrency, ackTimeoutMs } = this.#context.options.fanOut
    return this.#ports.bus.subscribe({
      topic,
      group: FAN_OUT_GROUP,
      concurrency: topic === TOPICS.bulk ? bulkConcurrency : concurrency,
      ackTimeoutMs,
      handler: (delivery) => this.#handle(delivery),
    })
  }

  async #handle(delivery: BusDelivery): Promise<Verdict> {
    let event: FeedEvent | null
    try {
      event = decodeEvent(delivery.value)
      if (event !== null && event.type !== 'profile.changed') {
        checkPostId(this.#context, event.data.postId, 'data.postId')
      }
    } catch (error) {
      return this.#deadLetter(delivery, error)
    }
    if (event === null) return DONE
    if (event.type !== 'post.published' && event.type !== 'fan-out.chunk') return DONE
    try {
      await this.#fanOut(event, delivery)
      return DONE
    } catch (error) {
      return this.#failed(event, delivery, error)
    }
  }

  #fanOut(event: PostPublished | FanOutChunk, delivery: BusDelivery): Promise<void> {
    return event.type === 'post.published'
      ? pushPost(this.#context, this.#ports, this.#pusher, event, delivery)
      : pushChunk(this.#context, this.#pusher, { ...event.data, tenant: event.tenant }, delivery)
  }

  /** Tries again later; after too many tries readers pull the post, and only then is the event given up. */
  async #failed(event: PostPublished | FanOutChunk, delivery: BusDelivery, error: unknown): Promise<Verdict> {
    const { runtime, options } = this.#context
    if (delivery.attempt >= options.fanOut.maxAttempts) {
      try {
        await pullInstead(this.#context, { ...event.data, tenant: event.tenant })
        return this.#deadLetter(delivery, error)
      } catch (markError) {
        runtime.logger.error('a post can be neither pushed nor marked for pull yet', { error: String(markError) })
      }
    }
    runtime.metrics.count(METRICS.retries, 1, { topic: delivery.topic })
    return { kind: 'retry', delayMs: fullJitterMs(runtime.random, delivery.attempt, options.fanOut.retry) }
  }

  #deadLetter(delivery: BusDelivery, error: unknown): Verdict {
    const { code, rule } = isFeedError(error) ? error : { code: 'INTERNAL', rule: 'an unexpected error' }
    this.#context.runtime.metrics.count(METRICS.deadLetters, 1, { topic: delivery.topic, code })
    this.#context.runtime.logger.error('an event became a dead letter', { topic: delivery.topic, code, rule })
    return { kind: 'dead-letter', code, cause: rule }
  }
}
