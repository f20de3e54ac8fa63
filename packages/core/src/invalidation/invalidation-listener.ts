import { decodeEvent } from '../codec/event-codec'
import type { EngineContext } from '../context/engine-context'
import { INVALIDATIONS_TOPIC } from '../model'
import type { BusDelivery, EventBus, Subscription, Verdict } from '../ports'
import { fullJitterMs } from '../runtime/backoff'
import { sleep } from '../runtime/sleep'
import { forgetPost, forgetProfile } from './forget'

const RETRY_DELAY = { baseMs: 100, capMs: 5_000 }
const HEARD: Verdict = Object.freeze({ kind: 'ack' })

/** Hears on the bus what this process remembers in vain, and drops it. One per engine, whether it has workers or not. */
export class InvalidationListener {
  readonly #context: EngineContext
  readonly #bus: EventBus
  readonly #stopping = new AbortController()
  #subscribing: Promise<Subscription | undefined> | undefined

  constructor(context: EngineContext, bus: EventBus) {
    this.#context = context
    this.#bus = bus
  }

  /** Listens as soon as the bus can be reached; nobody waits for that. */
  start(): void {
    this.#subscribing ??= this.#subscribe()
  }

  /** Hears nothing any more. May be called again. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const subscription = await this.#subscribing
    await subscription?.close()
  }

  async #subscribe(): Promise<Subscription | undefined> {
    const { runtime, options } = this.#context
    const { signal } = this.#stopping
    const params = {
      topic: INVALIDATIONS_TOPIC,
      concurrency: 1,
      ackTimeoutMs: options.fanOut.ackTimeoutMs,
      handler: (delivery: BusDelivery) => this.#hear(delivery),
    }
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        return await this.#bus.subscribe(params, { signal })
      } catch (error) {
        if (signal.aborted) break
        runtime.logger.warn('invalidations cannot be heard yet', { error: String(error) })
        await sleep(runtime.timers, 1 + fullJitterMs(runtime.random, attempt, RETRY_DELAY), signal)
      }
    }
    return undefined
  }

  async #hear({ value }: BusDelivery): Promise<Verdict> {
    try {
      const event = decodeEvent(value)
      if (event?.tenant !== this.#context.tenant) return HEARD
      if (event.type === 'profile.changed') forgetProfile(this.#context, event.data.userId, event.data.version)
      if (event.type === 'post.updated') forgetPost(this.#context, event.data.postId, event.data.version)
    } catch (error) {
      this.#context.runtime.logger.warn('an invalidation cannot be understood', { error: String(error) })
    }
    return HEARD
  }
}

/** The listener of an engine; none where there is no bus, or nothing is remembered that could be outdated. */
export function createInvalidationListener(context: EngineContext): InvalidationListener | undefined {
  const { bus, posts, users, options } = context
  const remembersPosts = posts.versions !== undefined && options.processCache.postBytes > 0
  const remembersProfiles = users?.profiles !== undefined && options.processCache.profileMs > 0
  return bus !== undefined && (remembersPosts || remembersProfiles) ? new InvalidationListener(context, bus) : undefined
}
