/** The middle value; the upper one of two; `NaN` of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/**
 * The value at or below which a share of the values lies (nearest rank); `NaN` of none.
 *
 * @param sorted ascending
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Latencies in milliseconds. */
export interface Percentiles {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
}

/** Percentiles of latencies in any order, which are sorted in place. */
export function percentilesOf(latenciesMs: Float64Array<ArrayBuffer>): Percentiles {
  latenciesMs.sort()
  return {
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    p999Ms: percentile(latenciesMs, 0.999),
  }
}
