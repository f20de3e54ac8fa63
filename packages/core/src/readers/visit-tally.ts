import type { ReadRate } from '../policy/delivery-policy'

/** Visits count for less the longer ago they were: for 1/e of a visit after two weeks. Shorter would forget weekly readers. */
const DECAY_MS = 14 * 86_400_000
const DAY_MS = 86_400_000

/** Visits of one reader: a sum of `exp(-age / DECAY_MS)`, so that tallies of several processes add up. */
export interface VisitTally {
  readonly count: number
  /** The moment that the ages are counted from. */
  readonly atMs: number
  /** Since when visits have been counted. */
  readonly sinceMs: number
}

/** One visit now. */
export function oneVisit(nowMs: number): VisitTally {
  return { count: 1, atMs: nowMs, sinceMs: nowMs }
}

export function sumOfVisits(a: VisitTally, b: VisitTally): VisitTally {
  const atMs = Math.max(a.atMs, b.atMs)
  return { count: countAt(a, atMs) + countAt(b, atMs), atMs, sinceMs: Math.min(a.sinceMs, b.sinceMs) }
}

/**
 * The rate that would lead one to expect this tally: visits at rate r for a time T come to
 * `r · DECAY_MS · (1 − exp(−T / DECAY_MS))` on average. The latest one is left out, as n visits are the ends of n − 1
 * intervals: undefined for a first visit. Nobody is taken for frequent within minutes: T is at least a day.
 */
export function readRateOf(tally: VisitTally, nowMs: number): ReadRate | undefined {
  if (tally.atMs === tally.sinceMs) return undefined
  const atMs = Math.max(nowMs, tally.atMs)
  const observedMs = atMs - tally.sinceMs
  const weightMs = DECAY_MS * -Math.expm1(-Math.max(observedMs, DAY_MS) / DECAY_MS)
  const count = countAt({ ...tally, count: Math.max(0, tally.count - 1) }, atMs)
  return { perDay: (count / weightMs) * DAY_MS, observedMs }
}

function countAt(tally: VisitTally, atMs: number): number {
  return tally.count * Math.exp((tally.atMs - atMs) / DECAY_MS)
}
