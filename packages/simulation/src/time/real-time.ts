import { type Clock, systemClock, systemTimers, type TimerHandle, type Timers } from '@feed-engine/core'
import type { SimulatedTime } from './simulated-time'

const DEFAULT_HASTE = 10

/** What a machine with too much to do may take for anything. */
const DEFAULT_JITTER_MS = 20_000

const DEFAULT_LIMIT_MS = 240_000

export interface RealTimeOptions {
  /** How many times shorter the outages and pauses of a history are than in virtual time. @defaultValue 10 */
  readonly haste?: number
  /** @defaultValue 20,000 */
  readonly jitterMs?: number
  /** Time after which a run counts as hanging. @defaultValue 240,000 */
  readonly limitMs?: number
  readonly clock?: Clock
  readonly timers?: Timers
}

/** The time of the host, for stores that live in it. The order of events does not follow from the seed here. */
export class RealTime implements SimulatedTime {
  readonly jitterMs: number
  readonly #haste: number
  readonly #limitMs: number
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #waiting = new Set<TimerHandle>()

  constructor(options: RealTimeOptions = {}) {
    this.jitterMs = options.jitterMs ?? DEFAULT_JITTER_MS
    this.#haste = options.haste ?? DEFAULT_HASTE
    this.#limitMs = options.limitMs ?? DEFAULT_LIMIT_MS
    this.#clock = options.clock ?? systemClock
    this.#timers = options.timers ?? systemTimers
  }

  now(): number {
    return this.#clock.now()
  }

  get pending(): number {
    return this.#waiting.size
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const fire = (): void => {
      this.#waiting.delete(handle)
      callback()
    }
    const handle: TimerHandle = this.#timers.setTimeout(fire, delayMs)
    this.#waiting.add(handle)
    return handle
  }

  clearTimeout(handle: TimerHandle): void {
    this.#waiting.delete(handle)
    this.#timers.clearTimeout(handle)
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.setTimeout(resolve, delayMs)
    })
  }

  shortened(durationMs: number): number {
    return Math.ceil(durationMs / this.#haste)
  }

  async run<T>(main: Promise<T>): Promise<T> {
    let timer: TimerHandle
    const limit = new Promise<never>((_, reject) => {
      const hangs = (): void => reject(new Error(`The run has not ended within ${this.#limitMs} ms`))
      timer = this.#timers.setTimeout(hangs, this.#limitMs)
    })
    return Promise.race([main, limit]).finally(() => this.#timers.clearTimeout(timer))
  }
}
