import {
  lowestPosition,
  maxPosition,
  type Position,
  type ReaderClass,
  type ReplaceParams,
  type TimelineCoverage,
  type TimelineEntry,
  type TimelineSlice,
} from '@feed-engine/core'

/** One timeline: entries in ascending order, all above the watermark, and what they cover. */
export class Timeline {
  #entries: TimelineEntry[] = []
  #watermark: Position = lowestPosition(16)
  #coverage: TimelineCoverage | null = null
  #token: string
  #readerClass: ReaderClass
  /** The first moment at which the timeline is absent. */
  expiresAtMs: number

  constructor(params: { readonly token: string; readonly readerClass: ReaderClass; readonly expiresAtMs: number }) {
    this.#token = params.token
    this.#readerClass = params.readerClass
    this.expiresAtMs = params.expiresAtMs
  }

  get isFilled(): boolean {
    return this.#coverage !== null
  }

  get token(): string {
    return this.#token
  }

  get readerClass(): ReaderClass {
    return this.#readerClass
  }

  /** Starts the filling over under a new token. */
  reopen(token: string, readerClass: ReaderClass): void {
    this.#token = token
    this.#readerClass = readerClass
  }

  /** Adds one entry, which the timeline keeps as it is: it may be shared by many. */
  add(entry: TimelineEntry): void {
    const { position } = entry
    if (position <= this.#watermark) return
    const last = this.#entries.at(-1)
    if (last === undefined || last.position < position) {
      this.#entries.push(entry)
      return
    }
    const index = this.#countBelow(position)
    if (this.#entries[index]?.position !== position) this.#entries.splice(index, 0, entry)
  }

  /** Once there are a quarter more than `maxEntries`, drops the lowest down to that: most pushes move nothing. */
  trimWithSlack(maxEntries: number): void {
    if (this.#entries.length > maxEntries + Math.floor(maxEntries / 4)) this.#trim(maxEntries)
  }

  replace(params: ReplaceParams): void {
    const removed = new Set(params.remove)
    const kept = this.#entries.filter((entry) => !removed.has(entry.position))
    const known = new Set(kept.map((entry) => entry.position))
    for (const { position, authorHint } of params.add) {
      if (known.has(position)) continue
      known.add(position)
      kept.push(Object.freeze({ position, authorHint }))
    }
    this.#watermark = maxPosition(this.#watermark, params.watermark)
    this.#entries = kept.filter((entry) => entry.position > this.#watermark).sort(oldestFirst)
    this.#trim(params.maxEntries)
    this.#coverage = Object.freeze({ ...params.coverage })
    this.#readerClass = params.coverage.readerClass
    this.#token = params.nextToken
  }

  slice(before: Position | undefined, limit: number): TimelineSlice {
    const end = before === undefined ? this.#entries.length : this.#countBelow(before)
    const start = Math.max(0, end - limit)
    return {
      entries: this.#entries.slice(start, end).reverse(),
      more: start > 0,
      watermark: this.#watermark,
      coverage: this.#coverage,
      token: this.#token,
    }
  }

  #trim(maxEntries: number): void {
    const dropped = this.#entries.splice(0, Math.max(0, this.#entries.length - maxEntries))
    const highest = dropped.at(-1)
    if (highest !== undefined) this.#watermark = highest.position
  }

  #countBelow(position: Position): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle]?.position ?? position) < position) low = middle + 1
      else high = middle
    }
    return low
  }
}

function oldestFirst(a: TimelineEntry, b: TimelineEntry): number {
  return a.position < b.position ? -1 : a.position > b.position ? 1 : 0
}
