import type { Counts } from '../model'
import { contentTypeKey, topicKey } from '../signals/subjects'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Fewer candidates of the last hour than this say too little about what is a lot of engagement. */
const MIN_POPULATION = 20

/** How much of a weight is left after a time, if half of it is after `halfLifeMs`. */
export function decay(elapsedMs: number, halfLifeMs: number): number {
  return 2 ** (-Math.max(0, elapsedMs) / halfLifeMs)
}

/** R = 1 − exp(−x / scale): the first interactions tell the most. 0..1. */
export function relationship(interactions: number, scale: number): number {
  return 1 - Math.exp(-interactions / scale)
}

/** e: counts, each with its weight. */
export function engagementOf(counts: Counts, weights: Counts): number {
  return (
    weights.likes * counts.likes +
    weights.reposts * counts.reposts +
    weights.replies * counts.replies +
    weights.quotes * counts.quotes +
    weights.views * counts.views
  )
}

/** E = min(1, ln(1 + e) / ln(1 + e95)): what a twentieth of the others reach is as much as there can be. 0..1. */
export function engagement(e: number, e95: number): number {
  return e95 <= 0 ? 0 : Math.min(1, Math.log1p(e) / Math.log1p(e95))
}

/** The 95th percentile by nearest rank; 0 of none. */
export function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0
}

/** Whose engagement a post is compared with: candidates of the last hour, or all of them if those are too few. */
export function populationOf<Candidate extends { readonly createdAtMs: number }>(
  candidates: readonly Candidate[],
  nowMs: number,
): { readonly name: 'last-hour' | 'all-candidates'; readonly candidates: readonly Candidate[] } {
  const recent = candidates.filter(({ createdAtMs }) => nowMs - createdAtMs <= HOUR_MS)
  return recent.length >= MIN_POPULATION
    ? { name: 'last-hour', candidates: recent }
    : { name: 'all-candidates', candidates }
}

/** A = max(0, cos(interests, post)): interests have length 1, a post counts each of its topics once. 0..1. */
export function contentAffinity(
  interests: ReadonlyMap<string, number>,
  topics: readonly string[],
  contentType: string | undefined,
): number {
  if (interests.size === 0) return 0
  let product = 0
  let dimensions = 0
  for (const topic of topics) {
    product += interests.get(topicKey(topic)) ?? 0
    dimensions++
  }
  if (contentType !== undefined) {
    product += interests.get(contentTypeKey(contentType)) ?? 0
    dimensions++
  }
  return dimensions === 0 ? 0 : Math.max(0, product / Math.sqrt(dimensions))
}

/**
 * Interests: `longShare` of the long-term vector and `shortShare` of the short-term one, each of length 1 before, so that
 * a day weighs its share however much there was before it. Of length 1, or empty where nothing is known; a vector that
 * is missing counts 0.
 */
export function mixInterests(
  long: ReadonlyMap<string, number>,
  short: ReadonlyMap<string, number>,
  shares: { readonly longTerm: number; readonly shortTerm: number },
): ReadonlyMap<string, number> {
  const mixed = new Map<string, number>()
  for (const [key, value] of unit(long)) mixed.set(key, shares.longTerm * value)
  for (const [key, value] of unit(short)) mixed.set(key, (mixed.get(key) ?? 0) + shares.shortTerm * value)
  return unit(mixed)
}

function unit(vector: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const length = Math.hypot(...vector.values())
  return length > 0 ? new Map(Array.from(vector, ([key, value]) => [key, value / length])) : new Map()
}

/** T = floor + (1 − floor) · 2^(−age / halfLife): old posts keep a little. */
export function recency(ageMs: number, { floor, halfLifeMs }: { readonly floor: number; readonly halfLifeMs: number }) {
  return floor + (1 - floor) * decay(ageMs, halfLifeMs)
}

/** How an author comes back after "see fewer": gone for `hiddenMs`, then from `from` to 1 over `recoverMs`. */
export interface Fatigue {
  readonly hiddenMs: number
  readonly recoverMs: number
  readonly from: number
}

/** 0 while hidden. The published figures are 14 and 140 days, and 0.2 (Twitter's the-algorithm, 2023). */
export function fatigue(sinceMs: number | undefined, nowMs: number, { hiddenMs, recoverMs, from }: Fatigue): number {
  if (sinceMs === undefined) return 1
  const elapsedMs = nowMs - sinceMs - hiddenMs
  if (elapsedMs < 0) return 0
  return Math.min(1, from + (1 - from) * (elapsedMs / recoverMs))
}

/** (1 − floor) · decay^k + floor for the k-th item of an author, from 0 (Twitter's the-algorithm, 2023, and x-algorithm, 2026). */
export function diversity(k: number, params: { readonly decay: number; readonly floor: number }): number {
  return (1 - params.floor) * params.decay ** k + params.floor
}

export const DAYS = DAY_MS
