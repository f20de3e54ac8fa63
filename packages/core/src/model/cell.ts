import type { UserId } from './ids'

/** Most cells that {@link cellOf} can tell apart: it has 32 bits. */
export const MOST_CELLS = 2 ** 32

/**
 * The cell of a user among `count` cells, 0-based: FNV-1a over the UTF-16 code units with the finalizer of
 * MurmurHash3, so that similar ids spread. Fixed for ever: stores may keep the result.
 */
export function cellOf(userId: UserId, count: number): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < userId.length; index++) {
    hash = Math.imul(hash ^ userId.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % count
}
