import {
  lowestPosition,
  maxPosition,
  newestFirst,
  type Position,
  type PushParams,
  type ReaderClass,
  type ReplaceParams,
  type TimelineCoverage,
  type TimelineEntry,
} from '@feed-engine/core'

/** One timeline, complete above its watermark for what it covers. */
export interface Timeline {
  readonly token: string
  readonly readerClass: ReaderClass
  readonly coverage: TimelineCoverage | null
  readonly watermark: Position
  /** Newest first, each position once, all above the watermark. */
  readonly entries: readonly TimelineEntry[]
}

/** A timeline that is about to be filled: from scratch, or taken over from whoever began. */
export function opened(before: Timeline | undefined, token: string, readerClass: ReaderClass): Timeline {
  const { watermark, entries } = before ?? { watermark: lowestPosition(16), entries: [] }
  return { token, readerClass, coverage: null, watermark, entries }
}

export function pushed(timeline: Timeline, { entries, maxEntries }: PushParams): Timeline {
  return merged(timeline, { add: entries, watermark: timeline.watermark, maxEntries })
}

export function replaced(timeline: Timeline, params: ReplaceParams): Timeline {
  const removed = new Set(params.remove)
  const { graphVersion, readerClass } = params.coverage
  const kept = timeline.entries.filter(({ position }) => !removed.has(position))
  const changed = merged(
    { ...timeline, entries: kept },
    { ...params, watermark: maxPosition(timeline.watermark, params.watermark) },
  )
  return { ...changed, token: params.nextToken, readerClass, coverage: { graphVersion, readerClass } }
}

/** An entry that is there stays as it is. What trimming drops raises the watermark, or the gap that it leaves would look like the truth. */
function merged(timeline: Timeline, params: Pick<ReplaceParams, 'add' | 'watermark' | 'maxEntries'>): Timeline {
  const byPosition = new Map<Position, TimelineEntry>()
  for (const { position, authorHint } of [...timeline.entries, ...params.add]) {
    if (position > params.watermark && !byPosition.has(position)) byPosition.set(position, { position, authorHint })
  }
  const entries = [...byPosition.values()].sort(newestFirst)
  const highestDropped = entries[params.maxEntries]?.position ?? params.watermark
  return { ...timeline, watermark: highestDropped, entries: entries.slice(0, params.maxEntries) }
}
