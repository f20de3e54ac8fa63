import type { BusDelivery, Logger, SubscribeParams, TimerHandle, Timers } from '@feed-engine/core'
import type { CallGuard } from '../client/call-guard'
import type { RedisClient } from '../client/redis-client'
import { publishedAtMs } from './group-partition'
import { InFlight } from './in-flight'
import { KeyQueue } from './key-queue'

const MESSAGES_PER_READ = 100

export interface BroadcastConsumerParams {
  readonly topic: string
  readonly client: RedisClient
  readonly guard: CallGuard
  /** The streams of the topic, each with the id to begin behind. */
  readonly streams: readonly { readonly key: string; readonly after: string }[]
  readonly subscription: Pick<SubscribeParams, 'handler' | 'concurrency' | 'ackTimeoutMs'>
  readonly pollIntervalMs: number
  readonly timers: Timers
  readonly logger: Logger
}

interface Message {
  readonly key: string
  readonly value: Uint8Array
  readonly publishedAtMs: number
}

interface Source {
  readonly key: string
  after: string
  /** Sequence number of the latest message; 0 before the first. */
  sequence: number
  ready: boolean
}

/** One broadcast subscription: follows the streams and hands over each message once, whatever comes of it. */
export class BroadcastConsumer {
  readonly #params: BroadcastConsumerParams
  readonly #sources: readonly Source[]
  readonly #queue: KeyQueue<Message>
  #closed = false
  #reading: Promise<void> | undefined
  #timer: TimerHandle | undefined

  constructor(params: BroadcastConsumerParams) {
    this.#params = params
    this.#sources = params.streams.map(({ key, after }) => ({ key, after, sequence: 0, ready: true }))
    this.#queue = new KeyQueue(params.subscription.concurrency, (message) => this.#handle(message))
  }

  /** Looks whether a stream, or any, has something new. */
  wake(partition?: number): void {
    for (const source of this.#sources) {
      if (partition === undefined || source === this.#sources[partition]) source.ready = true
    }
    this.#start()
  }

  /** Hands over nothing more, and resolves when no handler is at work. */
  async close(): Promise<void> {
    this.#closed = true
    this.#clearTimer()
    this.#queue.clear()
    await this.#reading
    await this.#queue.idle()
  }

  #start(): void {
    if (this.#closed) return
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
      if (this.#sources.some(({ ready }) => ready)) this.#start()
    })
  }

  async #read(): Promise<void> {
    this.#clearTimer()
    for (const source of this.#sources) {
      while (source.ready && !this.#closed) {
        source.ready = false
        await this.#readFrom(source)
      }
    }
    if (this.#closed) return
    this.#timer = this.#params.timers.setTimeout(() => this.wake(), this.#params.pollIntervalMs, { background: true })
  }

  async #readFrom(source: Source): Promise<void> {
    const { client, guard, topic, logger } = this.#params
    try {
      // No more than can be handled soon: the rest is kept in the stream.
      await this.#queue.drainedTo(MESSAGES_PER_READ)
      const args = [source.key, `(${source.after}`, '+', 'COUNT', MESSAGES_PER_READ] as const
      const entries = (await guard.run(undefined, () => client.callBuffer('xrange', ...args))) as [Buffer, Buffer[]][]
      for (const [id, [, key, , sequence, , value]] of entries) {
        this.#advance(source, id.toString(), Number(sequence))
        if (this.#closed) continue
        this.#queue.push({
          key: String(key),
          value: new Uint8Array(value ?? []),
          publishedAtMs: publishedAtMs(source.after),
        })
      }
      if (entries.length === MESSAGES_PER_READ) source.ready = true
    } catch (error) {
      logger.warn('a broadcast cannot be read from Redis', { topic, error: String(error) })
    }
  }

  #advance(source: Source, id: string, sequence: number): void {
    if (source.sequence > 0 && sequence !== source.sequence + 1) {
      const { topic, logger } = this.#params
      logger.error('a broadcast missed messages: they were gone before it came to them (retainMs)', { topic })
    }
    source.after = id
    source.sequence = sequence
  }

  /** Resolves when the handler is done, or has been silent for too long: nobody waits for it then. */
  #handle(message: Message): Promise<void> {
    const { timers, topic, subscription } = this.#params
    return new Promise((resolve) => {
      const inFlight = new InFlight({ timers, ackTimeoutMs: subscription.ackTimeoutMs, onOver: resolve })
      const delivery: BusDelivery = {
        ...message,
        topic,
        attempt: 1,
        async heartbeat() {
          inFlight.renew()
          return !inFlight.isOver
        },
      }
      const handled = async (): Promise<unknown> => subscription.handler(delivery)
      const end = (): void => inFlight.end()
      handled().then(end, end)
    })
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) this.#params.timers.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
