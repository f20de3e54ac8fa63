import type { Clock, TimerHandle, Timers } from '@feed-engine/core'

interface Timer {
  readonly dueAtMs: number
  readonly background: boolean
  readonly callback: () => void
}

/** A clock and timers that move only when told to. */
export class VirtualTime implements Clock, Timers {
  #now: number
  readonly #timers = new Set<Timer>()

  constructor(startMs = 0) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  setTimeout(callback: () => void, delayMs: number, options?: { readonly background?: boolean }): TimerHandle {
    const timer = { dueAtMs: this.#now + delayMs, background: options?.background === true, callback }
    this.#timers.add(timer)
    return timer
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle as Timer)
  }

  /** Timers that would keep a process alive, and all of them. */
  get pending(): { readonly foreground: number; readonly all: number } {
    const foreground = [...this.#timers].filter((timer) => !timer.background).length
    return { foreground, all: this.#timers.size }
  }

  /** Fires what becomes due, in order, with everything that follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.dueAtMs <= end).sort((a, b) => a.dueAtMs - b.dueAtMs)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#now = Math.max(this.#now, due.dueAtMs)
      due.callback()
      await settle()
    }
    this.#now = end
  }
}

/** Lets all microtasks run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
