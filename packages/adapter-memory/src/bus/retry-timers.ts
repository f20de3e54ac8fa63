import type { Clock, TimerHandle, Timers } from '@feed-engine/core'

interface Wait {
  readonly dueAtMs: number
  timer?: TimerHandle
}

/** Items that wait for their next try. While suspended it holds no timer, so that nothing keeps the process alive. */
export class RetryTimers<T> {
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #onDue: (item: T) => void
  readonly #waits = new Map<T, Wait>()
  #suspended = true

  constructor(params: { readonly clock: Clock; readonly timers: Timers; readonly onDue: (item: T) => void }) {
    this.#clock = params.clock
    this.#timers = params.timers
    this.#onDue = params.onDue
  }

  wait(item: T, delayMs: number): void {
    const wait: Wait = { dueAtMs: this.#clock.now() + delayMs }
    this.#waits.set(item, wait)
    if (!this.#suspended) this.#arm(item, wait, delayMs)
  }

  suspend(): void {
    if (this.#suspended) return
    this.#suspended = true
    for (const wait of this.#waits.values()) this.#timers.clearTimeout(wait.timer)
  }

  resume(): void {
    if (!this.#suspended) return
    this.#suspended = false
    const now = this.#clock.now()
    for (const [item, wait] of this.#waits) this.#arm(item, wait, Math.max(0, wait.dueAtMs - now))
  }

  #arm(item: T, wait: Wait, delayMs: number): void {
    wait.timer = this.#timers.setTimeout(() => {
      this.#waits.delete(item)
      this.#onDue(item)
    }, delayMs)
  }
}
