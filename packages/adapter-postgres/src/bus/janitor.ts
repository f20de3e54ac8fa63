import type { Logger, PortCall, TimerHandle, Timers } from '@feed-engine/core'
import { PURGE } from './bus-statements'
import type { Query } from './group-queue'

const INTERVAL_MS = 60_000
const MESSAGES_PER_STATEMENT = 5_000
const CALL: PortCall = { deadlineMs: 10_000 }

/** Removes messages whose retention is over, now and then, while there are subscriptions. */
export class Janitor {
  readonly #query: Query
  readonly #retentionMs: number
  readonly #timers: Timers
  readonly #logger: Logger
  #timer: TimerHandle
  #running: Promise<void> | undefined
  #state: 'idle' | 'waiting' | 'stopped' = 'idle'

  constructor(params: {
    readonly query: Query
    readonly retentionMs: number
    readonly timers: Timers
    readonly logger: Logger
  }) {
    this.#query = params.query
    this.#retentionMs = params.retentionMs
    this.#timers = params.timers
    this.#logger = params.logger
  }

  start(): void {
    if (this.#state === 'idle') this.#wait()
  }

  async stop(): Promise<void> {
    if (this.#state === 'waiting') this.#timers.clearTimeout(this.#timer)
    this.#state = 'stopped'
    await this.#running
  }

  #wait(): void {
    this.#state = 'waiting'
    const clean = (): void => {
      this.#running = this.#clean()
    }
    this.#timer = this.#timers.setTimeout(clean, INTERVAL_MS, { background: true })
  }

  async #clean(): Promise<void> {
    try {
      let more = true
      while (more && this.#state !== 'stopped') {
        const values = [this.#retentionMs, MESSAGES_PER_STATEMENT]
        const [row] = await this.#query<{ readonly more: boolean }>(PURGE, values, CALL)
        more = row?.more === true
      }
    } catch (error) {
      this.#logger.warn('old messages could not be removed', { error: String(error) })
    }
    if (this.#state !== 'stopped') this.#wait()
  }
}
