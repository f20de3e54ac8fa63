import {
  type BusDelivery,
  isFeedError,
  type Logger,
  type SubscribeParams,
  type Subscription,
  type TimerHandle,
  type Timers,
  type Verdict,
} from '@feed-engine/core'
import { toBytes } from '../database/bytes'
import type { Alarm } from './alarm'
import type { GroupQueue, TakenMessage } from './group-queue'
import { InFlight } from './in-flight'

/** Delay of a message whose handler threw. */
const RETRY_DELAY_MS = 100
/** Tries to bring in a verdict; after that the lease runs out and the message comes again. */
const MAX_VERDICT_TRIES = 3

export interface GroupConsumerParams
  extends Pick<SubscribeParams, 'topic' | 'handler' | 'concurrency' | 'ackTimeoutMs'> {
  readonly queue: GroupQueue
  readonly alarm: Alarm
  readonly timers: Timers
  readonly pollIntervalMs: number
  readonly logger: Logger
}

/** One subscription of a group: takes as many messages as it has handlers free, and brings in their verdicts. */
export class GroupConsumer implements Subscription {
  readonly #params: GroupConsumerParams
  readonly #retryTimers = new Set<TimerHandle>()
  readonly #loop: Promise<void>
  #running = 0
  #closed = false
  #whenIdle: () => void = () => undefined

  constructor(params: GroupConsumerParams) {
    this.#params = params
    this.#loop = this.#run()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#params.alarm.wake()
    await this.#loop
    for (const timer of this.#retryTimers) this.#params.timers.clearTimeout(timer)
    this.#retryTimers.clear()
    if (this.#running > 0) {
      const earlier = this.#whenIdle
      await new Promise<void>((resolve) => {
        this.#whenIdle = () => {
          earlier()
          resolve()
        }
      })
    }
  }

  async #run(): Promise<void> {
    const { queue, alarm, concurrency, pollIntervalMs, logger } = this.#params
    while (!this.#closed) {
      const free = concurrency - this.#running
      let taken: readonly TakenMessage[] = []
      try {
        if (free > 0) taken = await queue.take(free)
      } catch (error) {
        logger.warn('a consumer cannot take messages, and tries again', { error: String(error) })
      }
      if (this.#closed) await Promise.all(taken.map((message) => this.#bringIn(() => queue.giveBack(message))))
      else for (const message of taken) void this.#handle(message)
      if (free === 0 || taken.length < free) await alarm.sleep(pollIntervalMs)
    }
  }

  async #handle(message: TakenMessage): Promise<void> {
    const { timers, ackTimeoutMs, handler } = this.#params
    this.#running++
    const inFlight = new InFlight({ timers, ackTimeoutMs, onEnd: () => this.#finished() })
    const verdict = await answerOf(handler, this.#deliveryOf(message, inFlight))
    // Also if it comes late: whether somebody else has the message by now, the fence tells.
    await this.#bringIn(() => this.#apply(message, verdict))
    inFlight.end()
  }

  #deliveryOf(message: TakenMessage, inFlight: InFlight): BusDelivery {
    return {
      topic: this.#params.topic,
      key: message.key,
      value: toBytes(message.value),
      attempt: message.attempt,
      publishedAtMs: message.published_at_ms,
      heartbeat: async () => {
        const held = await this.#params.queue.heartbeat(message)
        if (held) inFlight.renew()
        return held
      },
    }
  }

  async #apply(message: TakenMessage, verdict: Verdict | undefined): Promise<void> {
    const { queue, timers, alarm } = this.#params
    if (verdict?.kind === 'ack') return queue.acknowledge(message)
    if (verdict?.kind === 'dead-letter') return queue.bury(message, verdict)
    const delayMs = verdict?.kind === 'retry' ? verdict.delayMs : RETRY_DELAY_MS
    await queue.retry(message, delayMs)
    if (this.#closed) return
    const timer = timers.setTimeout(
      () => {
        this.#retryTimers.delete(timer)
        alarm.wake()
      },
      delayMs,
      { background: true },
    )
    this.#retryTimers.add(timer)
  }

  async #bringIn(work: () => Promise<void>): Promise<void> {
    const { timers, pollIntervalMs, logger } = this.#params
    for (let tries = 1; tries <= MAX_VERDICT_TRIES; tries++) {
      try {
        return await work()
      } catch (error) {
        logger.warn('a verdict could not be brought in', { error: String(error) })
        if (tries === MAX_VERDICT_TRIES || !isFeedError(error) || !error.retryable) return
        await new Promise<void>((resolve) => timers.setTimeout(resolve, pollIntervalMs))
      }
    }
  }

  #finished(): void {
    this.#running--
    this.#params.alarm.wake()
    if (this.#running === 0) this.#whenIdle()
  }
}

/** The handler's verdict, or `undefined` when it throws or answers with none. */
export async function answerOf(
  handler: SubscribeParams['handler'],
  delivery: BusDelivery,
): Promise<Verdict | undefined> {
  try {
    return await handler(delivery)
  } catch {
    return undefined
  }
}
