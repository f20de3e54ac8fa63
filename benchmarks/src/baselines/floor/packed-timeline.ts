import type { RandomSource, UserId } from '@feed-engine/core'
import { KEPT } from '../push-way'
import type { StampedPost } from '../stamped-post'

/** A timeline of the floor is two strings: `watermark 8 | entries as they came`, and sealed entries, lowest first. */
export const WATERMARK_BYTES = 8
/** Position 8, number of the author 8. */
export const ENTRY_BYTES = 16
/** Entries that the tail takes before it is sealed. */
export const LONGEST_TAIL = 64
/** Of a timeline after its last read. */
export const LIFE_MS = 72 * 60 * 60 * 1_000

/** Keys of the two parts of a timeline; the script that seals knows how one follows from the other. */
export function packedKeys(prefix: string, userId: UserId): { readonly tail: string; readonly sealed: string } {
  const tail = `${prefix}p:${userId}`
  return { tail, sealed: `${tail}:s` }
}

/** An entry, its position as a number of 64 bits. */
export interface PackedEntry {
  readonly position: bigint
  readonly author: number
}

export function packEntry({ position, author }: Pick<StampedPost, 'position' | 'author'>): Buffer {
  const bytes = Buffer.alloc(ENTRY_BYTES)
  bytes.writeBigUInt64BE(BigInt(`0x${position}`))
  bytes.writeBigUInt64BE(BigInt(author), 8)
  return bytes
}

export function unpackEntries(bytes: Buffer): PackedEntry[] {
  const entries: PackedEntry[] = []
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    entries.push({ position: bytes.readBigUInt64BE(at), author: Number(bytes.readBigUInt64BE(at + 8)) })
  }
  return entries
}

/** A lowest watermark says that nothing was dropped; positions are above it. */
export const NO_WATERMARK = Buffer.alloc(WATERMARK_BYTES)

/** In the place of a watermark: the timeline is being filled, by whoever drew these bytes. Above every position. */
export function fillMark(random: RandomSource): Buffer {
  return Buffer.from([0x80, ...Array.from({ length: WATERMARK_BYTES - 1 }, () => Math.floor(random.next() * 256))])
}

/** Whether a tail is of a timeline that is filled. */
export function isFilled(tail: Buffer): boolean {
  return tail.readUInt8(0) < 0x80
}

/** The newest entries of a timeline above its watermark, newest first, each position once. */
export function newestOf(tail: Buffer, sealed: Buffer, count = KEPT): PackedEntry[] {
  const watermark = tail.readBigUInt64BE(0)
  const entries = unpackEntries(sealed)
    .concat(unpackEntries(tail.subarray(WATERMARK_BYTES)))
    .filter(({ position }) => position > watermark)
    .sort((a, b) => (a.position < b.position ? 1 : a.position > b.position ? -1 : 0))
  return entries.filter(({ position }, at) => position !== entries[at - 1]?.position).slice(0, count)
}
