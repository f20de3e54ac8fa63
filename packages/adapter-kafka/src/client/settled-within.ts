import type { Timers } from '@feed-engine/core'

/** Resolves when the work has ended, however it does, but not later than after `limitMs`. */
export function settledWithin(timers: Timers, limitMs: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = timers.setTimeout(resolve, limitMs)
    work
      .catch(() => undefined)
      .finally(() => {
        timers.clearTimeout(timer)
        resolve()
      })
      .catch(() => undefined)
  })
}
