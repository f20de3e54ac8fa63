/**
 * Place of a post in time order: the bytes of its id, big-endian, as lowercase hex of fixed width (16 digits for
 * 64-bit ids, 32 for 128-bit ids). Positions of one codec compare with `<` and `>`, are unique, and turn back into
 * the id. Text rather than bytes, because comparing short ASCII strings is what JavaScript does fastest.
 */
export type Position = string

/** Digits of a position: 16 for 64-bit ids, 32 for 128-bit ids. */
export type PositionWidth = 16 | 32

/** Position below every post: a timeline with this watermark is complete to the very first post. */
export function lowestPosition(width: PositionWidth): Position {
  return '0'.repeat(width)
}

/** Position above every post. */
export function highestPosition(width: PositionWidth): Position {
  return 'f'.repeat(width)
}

/** The next higher position, or the highest one itself: turns an inclusive upper bound into an exclusive one. */
export function successorOf(position: Position): Position {
  for (let index = position.length - 1; index >= 0; index--) {
    const digit = Number.parseInt(position.charAt(index), 16)
    if (digit < 15) return position.slice(0, index) + (digit + 1).toString(16) + '0'.repeat(position.length - index - 1)
  }
  return position
}

/** Newest first: the order of every feed. */
export function newestFirst(a: { readonly position: Position }, b: { readonly position: Position }): number {
  return a.position < b.position ? 1 : a.position > b.position ? -1 : 0
}

/** The higher of two positions. */
export function maxPosition(a: Position, b: Position): Position {
  return a > b ? a : b
}
