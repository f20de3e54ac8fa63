import { FeedError, type Position, type TimelineEntry } from '@feed-engine/core'

/** Hex digits of an author hint. */
export const HINT_DIGITS = 16

const POSITION = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/
const HINT = /^[0-9a-f]{16}$/

/** Entries as hex, position and hint of each, lowest first: the order in which scripts merge fastest. */
export function encodeEntries(entries: readonly TimelineEntry[], width: number): string {
  const parts = entries.map(({ position, authorHint }) => {
    checkPosition(position, width)
    if (!HINT.test(authorHint)) throw invalid('authorHint', 'has to be 16 lowercase hex digits')
    return position + authorHint
  })
  return parts.sort().join('')
}

/** Fails unless a position has the width, in digits, of the others in the call. */
export function checkPosition(position: Position, width: number): void {
  if (position.length !== width || !POSITION.test(position)) {
    throw invalid('position', 'has to be 16 or 32 lowercase hex digits, as many as the others')
  }
}

/** Entries in the order in which they stand in the bytes. */
export function decodeEntries(bytes: Buffer, width: number): TimelineEntry[] {
  const hex = bytes.toString('hex')
  const size = width + HINT_DIGITS
  const entries: TimelineEntry[] = []
  for (let start = 0; start < hex.length; start += size) {
    entries.push({
      position: hex.slice(start, start + width),
      authorHint: hex.slice(start + width, start + size),
    })
  }
  return entries
}

function invalid(field: string, rule: string): FeedError {
  return new FeedError({ code: 'INVALID_ARGUMENT', field, rule })
}
