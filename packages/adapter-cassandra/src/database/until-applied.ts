/** Repeats a comparison until nobody comes in between. Each try sends a statement, so the deadline of the call ends it. */
export async function untilApplied(attempt: () => Promise<boolean>): Promise<void> {
  let applied = false
  while (!applied) applied = await attempt()
}
