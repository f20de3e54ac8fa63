import type { Timers } from './runtime'

/** Resolves after the delay, or as soon as the signal aborts. */
export function sleep(timers: Timers, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      timers.clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = timers.setTimeout(wake, delayMs)
    signal?.addEventListener('abort', wake)
  })
}
