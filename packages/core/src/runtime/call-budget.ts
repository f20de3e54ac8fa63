import { FeedError } from '../model'
import type { PortCall } from '../ports'
import type { Clock, Timers } from './runtime'

/** One call of the engine on its way through: how long it may still take, and what every port call is given. */
export class CallBudget {
  readonly #clock: Clock
  readonly #expiresAtMs: number
  readonly #signal: AbortSignal | undefined

  constructor(clock: Clock, deadlineMs: number, signal: AbortSignal | undefined) {
    this.#clock = clock
    this.#expiresAtMs = clock.now() + deadlineMs
    this.#signal = signal
  }

  get remainingMs(): number {
    return this.#expiresAtMs - this.#clock.now()
  }

  /** Parameters for a port call that may take what is left, or `atMostMs`. Throws when nothing is left. */
  forPort(atMostMs = Number.POSITIVE_INFINITY): PortCall {
    if (this.#signal?.aborted === true) throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted' })
    const deadlineMs = Math.min(this.remainingMs, atMostMs)
    if (deadlineMs <= 0) {
      throw new FeedError({
        code: 'DEADLINE_EXCEEDED',
        rule: 'the call took longer than its deadline',
        retryable: true,
      })
    }
    return this.#signal === undefined ? { deadlineMs } : { deadlineMs, signal: this.#signal }
  }
}

/** Settles as `work` does, but not later than `limitMs`, then with the error that `late` makes. */
export function within<T>(timers: Timers, limitMs: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = timers.setTimeout(() => reject(late()), limitMs)
    work.then(resolve, reject).finally(() => timers.clearTimeout(timer))
  })
}
