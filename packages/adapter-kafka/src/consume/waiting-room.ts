import type { TimerHandle, Timers } from '@feed-engine/core'

/** Items that wait for a time. */
export class WaitingRoom<T> {
  readonly #timers: Timers
  readonly #onDue: (item: T) => void
  readonly #waiting = new Map<T, TimerHandle>()

  constructor(timers: Timers, onDue: (item: T) => void) {
    this.#timers = timers
    this.#onDue = onDue
  }

  /** Also a delay of 0 goes through a timer, or a handler that asks for it for ever would stop the process. */
  wait(item: T, delayMs: number): void {
    this.#waiting.set(
      item,
      this.#timers.setTimeout(() => this.#call(item), delayMs, { background: true }),
    )
  }

  /** Lets those go at once that have no reason to wait any more. */
  release(isReleased: (item: T) => boolean): void {
    for (const [item, timer] of [...this.#waiting]) {
      if (!isReleased(item)) continue
      this.#timers.clearTimeout(timer)
      this.#call(item)
    }
  }

  clear(): void {
    for (const timer of this.#waiting.values()) this.#timers.clearTimeout(timer)
    this.#waiting.clear()
  }

  #call(item: T): void {
    this.#waiting.delete(item)
    this.#onDue(item)
  }
}
