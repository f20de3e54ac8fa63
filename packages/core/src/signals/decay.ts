/** A weight as it was at a time. */
export interface Decayed {
  readonly value: number
  readonly atMs: number
}

/** What a weight is worth at a time: half of it every `halfLifeMs`. */
export function weightAt({ value, atMs }: Decayed, halfLifeMs: number, nowMs: number): number {
  return value * 2 ** ((atMs - nowMs) / halfLifeMs)
}

/**
 * Both together, as of the later time. So the sum is the same in whatever order weights come: nothing is rounded to a
 * moment that only one order knows.
 */
export function addWeight(held: Decayed | undefined, added: Decayed, halfLifeMs: number): Decayed {
  if (held === undefined) return { value: added.value, atMs: added.atMs }
  const atMs = Math.max(held.atMs, added.atMs)
  return { value: weightAt(held, halfLifeMs, atMs) + weightAt(added, halfLifeMs, atMs), atMs }
}

/** Larger for what weighs more, at whatever moment all are compared: a logarithm, so that long times don't underflow. */
export function comparableWeight({ value, atMs }: Decayed, halfLifeMs: number): number {
  return Math.log2(value) + atMs / halfLifeMs
}
