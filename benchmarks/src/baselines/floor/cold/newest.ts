import type { PostId, UserId } from '@feed-engine/core'
import type { Findings } from '../../pages/serve-page'
import { KEPT } from '../../push-way'
import { NO_WATERMARK, WATERMARK_BYTES } from '../packed-timeline'

/** Posts of each author that are looked at, at least: no author has more among the newest 500 of so many. */
export const FEWEST_PER_AUTHOR = 20

/** What a viewer's timeline is filled with. */
export interface Newest {
  /** Hex, newest first. */
  readonly positions: readonly string[]
  readonly authorIds: readonly UserId[]
  readonly watermark: Buffer
}

/** Where a cold timeline is filled from, and what a page needs besides. */
export interface ColdSource {
  /** What it sends, in words and commands. */
  readonly commands: readonly string[]
  /** @param opened lists no post before: what is stored later will be pushed into the open timeline */
  newest(viewerId: UserId, opened: Promise<void>): Promise<Newest>
  lookAt(viewerId: UserId, postIds: readonly PostId[], authorIds: readonly UserId[]): Promise<Findings>
}

/**
 * The timeline of some posts, one more than it keeps: 500, and a watermark at the first that is left out, or at the last
 * one listed of an author who may have more.
 *
 * @param bytes positions, newest first
 */
export function toNewest(bytes: Buffer, allAuthorIds: readonly UserId[], truncatedAt: Buffer | undefined): Newest {
  const positions = Array.from({ length: bytes.length / WATERMARK_BYTES }, (_, at) =>
    bytes.toString('hex', at * WATERMARK_BYTES, (at + 1) * WATERMARK_BYTES),
  )
  const leftOut = bytes.subarray(KEPT * WATERMARK_BYTES, (KEPT + 1) * WATERMARK_BYTES)
  const watermarks = [
    NO_WATERMARK,
    ...(leftOut.length > 0 ? [leftOut] : []),
    ...(truncatedAt === undefined ? [] : [justBelow(truncatedAt)]),
  ]
  const watermark = watermarks.reduce((highest, next) => (Buffer.compare(next, highest) > 0 ? next : highest))
  const hex = watermark.toString('hex')
  const count = Math.min(KEPT, positions.filter((position) => position > hex).length)
  return { positions: positions.slice(0, count), authorIds: allAuthorIds.slice(0, count), watermark }
}

/** The last post listed of an author is in the timeline; what lies below it may not be. */
function justBelow(position: Buffer): Buffer {
  const bytes = Buffer.alloc(WATERMARK_BYTES)
  bytes.writeBigUInt64BE(position.readBigUInt64BE() - 1n)
  return bytes
}
