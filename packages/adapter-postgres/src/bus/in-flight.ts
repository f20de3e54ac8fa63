import type { TimerHandle, Timers } from '@feed-engine/core'

/** One message in the hands of a handler, until it is done or has been silent for too long. */
export class InFlight {
  readonly #timers: Timers
  readonly #ackTimeoutMs: number
  readonly #onEnd: () => void
  #timer: TimerHandle
  #over = false

  /** @param params `onEnd` is called once, by {@link end} or by silence. */
  constructor(params: { readonly timers: Timers; readonly ackTimeoutMs: number; readonly onEnd: () => void }) {
    this.#timers = params.timers
    this.#ackTimeoutMs = params.ackTimeoutMs
    this.#onEnd = params.onEnd
    this.#arm()
  }

  /** Begins the time-out anew; false when it is too late. */
  renew(): boolean {
    if (this.#over) return false
    this.#timers.clearTimeout(this.#timer)
    this.#arm()
    return true
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    this.#timers.clearTimeout(this.#timer)
    this.#onEnd()
  }

  #arm(): void {
    this.#timer = this.#timers.setTimeout(() => this.end(), this.#ackTimeoutMs, { background: true })
  }
}
