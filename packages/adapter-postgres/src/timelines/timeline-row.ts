import type { Position, ReaderClass, TimelineSlice } from '@feed-engine/core'
import { PackedEntries } from './packed-entries'

/** A row of `timelines` as it is read; bytes as hex digits. */
export interface TimelineRow {
  readonly token: string
  /** Null while the timeline is being filled. */
  readonly graph_version: number | null
  readonly reader_class: ReaderClass
  readonly position_bytes: number
  /** Empty as long as nothing was dropped. */
  readonly watermark: string
  readonly sealed: string
  readonly recent: string
}

export function sliceOf(row: TimelineRow, before: Position | undefined, limit: number): TimelineSlice {
  const { token, graph_version: graphVersion, reader_class: readerClass, sealed, recent } = row
  const watermark = row.watermark.padEnd(row.position_bytes * 2, '0')
  const packed = new PackedEntries({ sealed, recent, positionBytes: row.position_bytes, watermark: row.watermark })
  // One more than asked for tells whether there are more.
  const entries = packed.below(before, limit + 1)
  return {
    entries: entries.slice(0, limit),
    more: entries.length > limit,
    watermark,
    coverage: graphVersion === null ? null : { graphVersion, readerClass },
    token,
  }
}
