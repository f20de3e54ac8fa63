/** Reproducible numbers in [0, 1): mulberry32, which is enough for choosing test data. */
export type Random = () => number

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed of its own for each rule, so that a rule behaves the same alone and among others (FNV-1a). */
export function deriveSeed(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** An integer in [0, below). */
export function integerBelow(random: Random, below: number): number {
  return Math.floor(random() * below)
}

/** A copy in random order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const drawn = items.map((item) => ({ item, order: random() }))
  return drawn.sort((a, b) => a.order - b.order).map(({ item }) => item)
}
