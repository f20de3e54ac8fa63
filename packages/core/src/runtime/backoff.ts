import type { RandomSource } from './runtime'

/**
 * Delay before try number `attempt + 1`: uniform between 0 and `base · 2^(attempt − 1)`, at most `cap`. Full jitter
 * keeps retries of many callers apart (Brooker, "Exponential Backoff And Jitter", AWS 2015).
 */
export function fullJitterMs(
  random: RandomSource,
  attempt: number,
  limits: { readonly baseMs: number; readonly capMs: number },
): number {
  return Math.floor(random.next() * Math.min(limits.capMs, limits.baseMs * 2 ** Math.min(attempt - 1, 30)))
}
