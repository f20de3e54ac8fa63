import type { TimerHandle } from '@feed-engine/core'
import type { SimulatedTime } from './simulated-time'
import { TimerQueue, type VirtualTimer } from './timer-queue'

/** 2024-01-01T00:00:00Z: an ordinary moment, after the epochs of the id codecs. */
const START_MS = 1_704_067_200_000

/** Timers after which the host's event loop gets a turn, for unhandled rejections and the test runner's messages. */
const TIMERS_PER_HOST_TURN = 4096

/** Timers that one run may fire before it counts as going round in circles. */
const DEFAULT_TIMER_LIMIT = 20_000_000

/**
 * Time that stands still while anything can run, and then jumps to the next timer. Everything asynchronous in a
 * simulated run hangs on these timers or on promises, so the order of all events follows from the seed.
 */
export class VirtualTime implements SimulatedTime {
  /** Nothing but timers takes time. */
  readonly jitterMs = 0
  readonly #queue = new TimerQueue()
  readonly #timerLimit: number
  #nowMs: number
  #fired = 0

  constructor(options: { readonly startMs?: number; readonly timerLimit?: number } = {}) {
    this.#nowMs = options.startMs ?? START_MS
    this.#timerLimit = options.timerLimit ?? DEFAULT_TIMER_LIMIT
  }

  now(): number {
    return this.#nowMs
  }

  /** Timers fired so far. */
  get fired(): number {
    return this.#fired
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#queue.size
  }

  setTimeout(callback: () => void, delayMs: number): VirtualTimer {
    return this.#queue.add(this.#nowMs + Math.max(0, delayMs), callback)
  }

  clearTimeout(handle: TimerHandle): void {
    this.#queue.remove(handle as VirtualTimer)
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.setTimeout(resolve, delayMs)
    })
  }

  /** Time that is jumped over costs nothing. */
  shortened(durationMs: number): number {
    return durationMs
  }

  /** Runs everything until `main` settles. Rejects if nothing is left that could settle it. */
  run<T>(main: Promise<T>): Promise<T> {
    let settled = false
    const stop = (): void => {
      settled = true
    }
    main.then(stop, stop)
    return new Promise((resolve, reject) => {
      const step = (): void => {
        try {
          if (settled) {
            resolve(main)
          } else {
            this.#fireNext()
            this.#afterMicrotasks(step)
          }
        } catch (error) {
          reject(error)
        }
      }
      this.#afterMicrotasks(step)
    })
  }

  /** Lets time jump to the next timer. */
  #fireNext(): void {
    const timer = this.#queue.takeNext()
    if (timer === undefined) throw new Error('Deadlock: the run waits for something that cannot happen')
    if (++this.#fired > this.#timerLimit) throw new Error(`Livelock: ${this.#fired} timers, no end`)
    this.#nowMs = Math.max(this.#nowMs, timer.atMs)
    timer.callback()
  }

  /**
   * A tick that is asked for by a microtask runs once the microtask queue is empty: much cheaper than a turn of the
   * event loop, and nothing in a simulated run waits for the event loop.
   */
  #afterMicrotasks(step: () => void): void {
    if (this.#fired % TIMERS_PER_HOST_TURN === TIMERS_PER_HOST_TURN - 1) setImmediate(step)
    else queueMicrotask(() => process.nextTick(step))
  }
}
