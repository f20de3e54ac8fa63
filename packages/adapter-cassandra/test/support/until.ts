/** Waits for a condition; fails with the sentence after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>, sentence: string): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${sentence}: did not happen within 10 seconds`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
