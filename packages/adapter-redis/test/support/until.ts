/** Waits for a condition; fails with the sentence when it does not come true. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  sentence: string,
  limitMs = 10_000,
): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${sentence}: not within ${limitMs} ms`)
    await new Promise((resolve) => {
      setTimeout(resolve, 5)
    })
  }
}

/** Whether a call goes well. */
export function succeeds(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  )
}
