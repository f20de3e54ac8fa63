import { setTimeout as pause } from 'node:timers/promises'

/** Resolves once the condition holds; fails with the sentence after 30 seconds, or as many as given. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  sentence: string,
  withinMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${sentence}: not within ${withinMs} ms`)
    await pause(10)
  }
}
