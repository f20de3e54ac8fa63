import type { TimerHandle, Timers } from '@feed-engine/core'

/** One message in the hands of a handler, until its verdict or until the handler has been silent for too long. */
export class InFlight {
  readonly #timers: Timers
  readonly #ackTimeoutMs: number
  readonly #onSilence: () => void
  #timer: TimerHandle
  #over = false

  constructor(params: { readonly timers: Timers; readonly ackTimeoutMs: number; readonly onSilence: () => void }) {
    this.#timers = params.timers
    this.#ackTimeoutMs = params.ackTimeoutMs
    this.#onSilence = params.onSilence
    this.#arm()
  }

  /** Begins the time-out anew; false when it is too late. */
  renew(): boolean {
    if (this.#over) return false
    this.#timers.clearTimeout(this.#timer)
    this.#arm()
    return true
  }

  /** Ends it with a verdict; false when it is too late. */
  settle(): boolean {
    if (this.#over) return false
    this.#over = true
    this.#timers.clearTimeout(this.#timer)
    return true
  }

  #arm(): void {
    this.#timer = this.#timers.setTimeout(
      () => {
        this.#over = true
        this.#onSilence()
      },
      this.#ackTimeoutMs,
      { background: true },
    )
  }
}
