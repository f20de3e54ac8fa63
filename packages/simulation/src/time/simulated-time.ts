import type { Clock, TimerHandle, Timers } from '@feed-engine/core'

/** The time that a run lives in: clock and timers of everything in it. */
export interface SimulatedTime extends Clock, Timers {
  /** Timers that wait. */
  readonly pending: number
  /** How much later than asked for things may come, since the host is busy with something else. */
  readonly jitterMs: number
  setTimeout(callback: () => void, delayMs: number): TimerHandle
  sleep(delayMs: number): Promise<void>
  /** What an outage, a standstill, a pause of the history lasts here: where waiting is dear, less than it says. */
  shortened(durationMs: number): number
  /** Runs everything until `main` settles, and settles as it does. Rejects if it never will. */
  run<T>(main: Promise<T>): Promise<T>
}

/** How often a condition is looked at. */
const POLL_MS = 20

/** Resolves when something has come true, at the latest when no jitter of the host can be what keeps it. */
export async function soon(time: SimulatedTime, isTrue: () => boolean): Promise<void> {
  const begunMs = time.now()
  while (!isTrue() && time.now() - begunMs < time.jitterMs) await time.sleep(POLL_MS)
}
