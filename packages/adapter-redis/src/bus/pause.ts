import type { RandomSource } from '@feed-engine/core'

const SHORTEST_MS = 50
const LONGEST_MS = 2_000

/** Delay after so many failures in a row: full jitter, doubling, above a minimum that spares the processor. */
export function pauseMs(random: RandomSource, failures: number): number {
  return SHORTEST_MS + Math.floor(random.next() * Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(failures, 16)))
}
