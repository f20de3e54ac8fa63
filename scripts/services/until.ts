import { setTimeout as pause } from 'node:timers/promises'

const POLL_MS = 50

/** Resolves once `condition` holds; rejects with what it throws, or with "<what>: not within … s". */
export async function until(what: string, withinMs: number, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1_000} s`)
    await pause(POLL_MS)
  }
}
