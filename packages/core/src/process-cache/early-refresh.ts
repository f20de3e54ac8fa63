import type { RandomSource } from '../runtime/runtime'

/**
 * Whether to read something again ahead of its end: the likelier the nearer the end and the longer reading takes, so
 * that of many readers one does it, and none has to wait (XFetch; Vattani, Chierichetti, Lowenstein, VLDB 2015, with
 * β = 1).
 */
export function isDueEarly(
  { endsAtMs, tookMs }: { readonly endsAtMs: number; readonly tookMs: number },
  nowMs: number,
  random: RandomSource,
): boolean {
  return nowMs - tookMs * Math.log(1 - random.next()) >= endsAtMs
}
