import type { Position } from '@feed-engine/core'

/**
 * Partition of an author's posts that a position lies in. The bundled codecs put 2^34 milliseconds, 199 days, into one:
 * few enough partitions to walk for an author who posts rarely, small enough ones for who posts every few seconds.
 * Fixed for ever, and rising with the position.
 */
export function bucketOf(position: Position): number {
  return position.length === 16
    ? Number.parseInt(position.slice(0, 2), 16)
    : Number.parseInt(position.slice(0, 4), 16) >> 2
}
