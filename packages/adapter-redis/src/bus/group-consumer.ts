import type { Logger, RandomSource, SubscribeParams, TimerHandle, Timers } from '@feed-engine/core'
import type { GroupPartition, Taken } from './group-partition'
import { handle } from './handling'
import { pauseMs } from './pause'

export interface GroupConsumerParams {
  readonly topic: string
  /** Unique among all consumers of the group, in all processes. */
  readonly consumer: string
  readonly partitions: readonly GroupPartition[]
  readonly subscription: Pick<SubscribeParams, 'handler' | 'concurrency' | 'ackTimeoutMs'>
  readonly pollIntervalMs: number
  readonly timers: Timers
  readonly random: RandomSource
  readonly logger: Logger
}

interface Source {
  readonly partition: GroupPartition
  /** There may be something to take. */
  ready: boolean
  failures: number
  timer: TimerHandle | undefined
}

/** One subscription of a group: takes as many messages as it has handlers free. */
export class GroupConsumer {
  readonly #params: GroupConsumerParams
  readonly #sources: readonly Source[]
  #running = 0
  #closed = false
  #taking: Promise<void> | undefined
  #whenIdle: (() => void)[] = []

  constructor(params: GroupConsumerParams) {
    this.#params = params
    this.#sources = params.partitions.map((partition) => ({ partition, ready: true, failures: 0, timer: undefined }))
  }

  /** Looks whether a partition, or any, has something to take. */
  wake(partition?: number): void {
    for (const source of this.#sources) {
      if (partition === undefined || source === this.#sources[partition]) source.ready = true
    }
    this.#take()
  }

  /** Takes nothing more, and resolves when nothing is in work. */
  async close(): Promise<void> {
    this.#closed = true
    for (const source of this.#sources) this.#clearTimer(source)
    await this.#taking
    if (this.#running > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
  }

  #take(): void {
    this.#taking ??= this.#takeAll().finally(() => {
      this.#taking = undefined
      if (this.#nextReady() !== undefined) this.#take()
    })
  }

  async #takeAll(): Promise<void> {
    for (let source = this.#nextReady(); source !== undefined; source = this.#nextReady()) {
      source.ready = false
      this.#clearTimer(source)
      await this.#takeFrom(source)
    }
  }

  #nextReady(): Source | undefined {
    if (this.#closed || this.#running >= this.#params.subscription.concurrency) return undefined
    return this.#sources.find((source) => source.ready)
  }

  async #takeFrom(source: Source): Promise<void> {
    const { topic, consumer, subscription, pollIntervalMs, random, logger } = this.#params
    const { concurrency, ackTimeoutMs } = subscription
    const limit = concurrency - this.#running
    try {
      const { messages, nextDueMs } = await source.partition.take({ consumer, limit, ackTimeoutMs })
      source.failures = 0
      for (const message of messages) void this.#work(source, message)
      if (messages.length === limit) source.ready = true
      else this.#lookAgain(source, Math.min(pollIntervalMs, nextDueMs ?? pollIntervalMs))
    } catch (error) {
      source.failures++
      logger.warn('messages cannot be taken from Redis', { topic, error: String(error) })
      this.#lookAgain(source, pauseMs(random, source.failures))
    }
  }

  /** The next message of the same key may be free afterwards. */
  async #work(source: Source, message: Taken): Promise<void> {
    this.#running++
    if (this.#closed) await giveBack(source.partition, message)
    else await handle({ ...this.#params, ...source, message, isClosing: () => this.#closed })
    this.#running--
    source.ready = true
    this.#take()
    if (this.#running > 0) return
    for (const resolve of this.#whenIdle) resolve()
    this.#whenIdle = []
  }

  #lookAgain(source: Source, delayMs: number): void {
    if (this.#closed || source.ready) return
    const look = (): void => {
      source.timer = undefined
      source.ready = true
      this.#take()
    }
    source.timer = this.#params.timers.setTimeout(look, delayMs, { background: true })
  }

  #clearTimer(source: Source): void {
    if (source.timer !== undefined) this.#params.timers.clearTimeout(source.timer)
    source.timer = undefined
  }
}

/** What arrives after the end goes back. If that fails too, it comes back by itself after its time-out. */
async function giveBack(partition: GroupPartition, message: Taken): Promise<void> {
  await partition.settle(message, { kind: 'release' }).catch(() => undefined)
}
