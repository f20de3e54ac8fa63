import { FeedError, type Position, type TimelineEntry } from '@feed-engine/core'

/** Digits of an author hint. */
const HINT_DIGITS = 16

/** Bytes of an entry's position. */
export function positionBytes(entry: Pick<TimelineEntry, 'position'>): number {
  return entry.position.length / 2
}

/** An entry as the tables keep it: the bytes of its position and of its hint. */
export function packed({ position, authorHint }: TimelineEntry): Buffer {
  const bytes = Buffer.from(position + authorHint, 'hex')
  if (authorHint.length !== HINT_DIGITS || bytes.length * 2 !== position.length + HINT_DIGITS) {
    throw new FeedError({
      code: 'INVALID_ARGUMENT',
      field: 'entries',
      rule: 'have a position and a hint of 16 hex digits',
    })
  }
  return bytes
}

/** The entries of a timeline, in hex: one part sorted, newest first, the other as they came. */
export class PackedEntries {
  readonly #sealed: string
  readonly #recent: readonly TimelineEntry[]
  readonly #positionDigits: number
  readonly #entryDigits: number

  constructor(parts: {
    readonly sealed: string
    readonly recent: string
    readonly positionBytes: number
    /** What lies at or below it is no part of the timeline any more. */
    readonly watermark: Position
  }) {
    this.#sealed = parts.sealed
    this.#positionDigits = parts.positionBytes * 2
    this.#entryDigits = this.#positionDigits + HINT_DIGITS
    const recent = new Map<Position, TimelineEntry>()
    for (let at = 0; at < parts.recent.length; at += this.#entryDigits) {
      const entry = this.#entryAt(parts.recent, at)
      if (entry.position > parts.watermark && !recent.has(entry.position)) recent.set(entry.position, entry)
    }
    this.#recent = [...recent.values()].sort((a, b) => (a.position < b.position ? 1 : -1))
  }

  /** At most so many entries below a position, newest first, each position once. */
  below(before: Position | undefined, limit: number): TimelineEntry[] {
    const entries: TimelineEntry[] = []
    let sealedAt = before === undefined ? 0 : this.#sealedBelow(before)
    let recentAt = before === undefined ? 0 : this.#recent.findIndex(({ position }) => position < before)
    if (recentAt < 0) recentAt = this.#recent.length
    while (entries.length < limit) {
      const fromSealed = sealedAt < this.#sealed.length ? this.#entryAt(this.#sealed, sealedAt) : undefined
      const fromRecent = this.#recent[recentAt]
      if (fromSealed === undefined && fromRecent === undefined) break
      const sealedIsNext =
        fromRecent === undefined || (fromSealed !== undefined && fromSealed.position >= fromRecent.position)
      if (sealedIsNext) sealedAt += this.#entryDigits
      if (!sealedIsNext || fromRecent?.position === fromSealed?.position) recentAt++
      const next = sealedIsNext ? fromSealed : fromRecent
      if (next !== undefined) entries.push(next)
    }
    return entries
  }

  /** Where in the sorted part the entries below a position begin. */
  #sealedBelow(before: Position): number {
    let low = 0
    let high = this.#sealed.length / this.#entryDigits
    while (low < high) {
      const middle = (low + high) >>> 1
      const at = middle * this.#entryDigits
      if (this.#sealed.slice(at, at + this.#positionDigits) < before) high = middle
      else low = middle + 1
    }
    return low * this.#entryDigits
  }

  #entryAt(text: string, at: number): TimelineEntry {
    const hintAt = at + this.#positionDigits
    return { position: text.slice(at, hintAt), authorHint: text.slice(hintAt, at + this.#entryDigits) }
  }
}
