import type { Clock, TimerHandle, Timers } from '@feed-engine/core'

interface Timer {
  readonly dueAtMs: number
  readonly callback: () => void
}

/** A clock and timers that move only when told to. */
export class VirtualTime implements Clock, Timers {
  #now = Date.UTC(2026, 0)
  readonly #timers = new Set<Timer>()

  readonly now = (): number => this.#now

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const timer = { dueAtMs: this.#now + delayMs, callback }
    this.#timers.add(timer)
    return timer
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle as Timer)
  }

  /** Fires what becomes due, in order, with everything that follows from it. */
  readonly advance = async (ms: number): Promise<void> => {
    const end = this.#now + ms
    for (;;) {
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      const due = [...this.#timers].filter(({ dueAtMs }) => dueAtMs <= end).sort((a, b) => a.dueAtMs - b.dueAtMs)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#now = Math.max(this.#now, due.dueAtMs)
      due.callback()
    }
    this.#now = end
  }
}
