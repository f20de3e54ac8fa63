/** A source of numbers in [0, 1). */
export type Random = () => number

/** Random numbers from a seed (mulberry32): the same seed, the same run. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** An integer in [0, bound). */
export function randomBelow(bound: number, random: Random): number {
  return Math.floor(random() * bound)
}

/** Draws ranks in [0, count), where rank r is drawn in proportion to 1 / (r + 1) ** exponent. */
export function zipfSampler(count: number, exponent: number, random: Random): () => number {
  const cumulative = new Float64Array(count)
  let total = 0
  for (let rank = 0; rank < count; rank++) {
    total += (rank + 1) ** -exponent
    cumulative[rank] = total
  }
  return () => {
    const target = random() * total
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((cumulative[middle] ?? total) > target) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** At most `size` different elements, in random order. */
export function sample<T>(elements: readonly T[], size: number, random: Random): T[] {
  const pool = [...elements]
  const taken = Math.min(size, pool.length)
  for (let index = 0; index < taken; index++) {
    const other = index + randomBelow(pool.length - index, random)
    const picked = pool[other] as T
    pool[other] = pool[index] as T
    pool[index] = picked
  }
  return pool.slice(0, taken)
}
