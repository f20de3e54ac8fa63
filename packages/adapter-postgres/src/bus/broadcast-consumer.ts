import type { Logger, SubscribeParams, Subscription, Timers } from '@feed-engine/core'
import { toBytes } from '../database/bytes'
import type { Alarm } from './alarm'
import { PUBLISHED_SINCE } from './bus-statements'
import { answerOf } from './group-consumer'
import { CALL, type Query } from './group-queue'
import { InFlight } from './in-flight'
import { KeyedTasks } from './keyed-tasks'

/** Messages in memory above which no more are read. */
const MAX_BACKLOG = 1_000

interface PublishedRow {
  readonly snapshot: string
  /** Null in the only row of an answer without messages. */
  readonly message_id: string | null
  readonly key: string
  readonly value: Uint8Array
  readonly published_at_ms: number
}

export interface BroadcastConsumerParams
  extends Pick<SubscribeParams, 'topic' | 'handler' | 'concurrency' | 'ackTimeoutMs'> {
  readonly query: Query
  /** What was visible when the subscription began. */
  readonly snapshot: string
  readonly alarm: Alarm
  readonly timers: Timers
  readonly pollIntervalMs: number
  readonly logger: Logger
}

/** A subscription without a group: reads what was published since it last looked, and hands it over once. */
export class BroadcastConsumer implements Subscription {
  readonly #params: BroadcastConsumerParams
  readonly #tasks: KeyedTasks<PublishedRow>
  readonly #loop: Promise<void>
  #snapshot: string
  #closed = false

  constructor(params: BroadcastConsumerParams) {
    this.#params = params
    this.#snapshot = params.snapshot
    this.#tasks = new KeyedTasks(params.concurrency, (row) => this.#handle(row))
    this.#loop = this.#run()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#params.alarm.wake()
    await Promise.all([this.#loop, this.#tasks.stop()])
  }

  async #run(): Promise<void> {
    const { alarm, pollIntervalMs, logger } = this.#params
    while (!this.#closed) {
      try {
        await this.#read()
      } catch (error) {
        logger.warn('a broadcast cannot be read, and is tried again', { error: String(error) })
      }
      while (!this.#closed && this.#tasks.size > MAX_BACKLOG) await this.#tasks.nextFinish()
      if (!this.#closed) await alarm.sleep(pollIntervalMs)
    }
  }

  async #read(): Promise<void> {
    const values = [this.#params.topic, this.#snapshot]
    const rows = await this.#params.query<PublishedRow>(PUBLISHED_SINCE, values, CALL)
    if (this.#closed) return
    this.#snapshot = rows[0]?.snapshot ?? this.#snapshot
    for (const row of rows) {
      if (row.message_id !== null) this.#tasks.add(row)
    }
  }

  /** Resolves with the handler, or when it has been silent for too long: then the next one of the key may run. */
  #handle(row: PublishedRow): Promise<void> {
    const { topic, handler, timers, ackTimeoutMs } = this.#params
    return new Promise((resolve) => {
      const inFlight = new InFlight({ timers, ackTimeoutMs, onEnd: resolve })
      const { key, published_at_ms: publishedAtMs } = row
      const value = toBytes(row.value)
      const heartbeat = async (): Promise<boolean> => inFlight.renew()
      void answerOf(handler, { topic, key, value, attempt: 1, publishedAtMs, heartbeat }).then(() => inFlight.end())
    })
  }
}
