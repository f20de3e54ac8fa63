import type { TimerHandle, Timers } from '@feed-engine/core'

/** One message in the hands of a handler, until its verdict or until it has been silent for too long. */
export class InFlight {
  readonly #timers: Timers
  readonly #ackTimeoutMs: number
  readonly #onOver: () => void
  #timer: TimerHandle
  #over = false

  /** `onOver` is called once, whichever way it ends. */
  constructor(params: { readonly timers: Timers; readonly ackTimeoutMs: number; readonly onOver: () => void }) {
    this.#timers = params.timers
    this.#ackTimeoutMs = params.ackTimeoutMs
    this.#onOver = params.onOver
    this.#timer = this.#arm()
  }

  get isOver(): boolean {
    return this.#over
  }

  /** Begins the time-out anew. */
  renew(): void {
    if (this.#over) return
    this.#timers.clearTimeout(this.#timer)
    this.#timer = this.#arm()
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    this.#timers.clearTimeout(this.#timer)
    this.#onOver()
  }

  #arm(): TimerHandle {
    return this.#timers.setTimeout(() => this.end(), this.#ackTimeoutMs, { background: true })
  }
}
