import type { Position, ReaderClass, TimelineEntry } from '../model'
import type { TimelineSlice } from '../ports'

/** A slice of a timeline that is filled, and so may serve reads. */
export interface TimelineView extends TimelineSlice {
  readonly coverage: NonNullable<TimelineSlice['coverage']>
}

/** Whether a slice may serve reads: it is there, filled, and for the right class of readers. */
export function isServable(slice: TimelineSlice | null, readerClass: ReaderClass): slice is TimelineView {
  return slice?.coverage?.readerClass === readerClass
}

/** The entries of a slice below a position. */
export function entriesBelow(slice: TimelineSlice, before: Position | undefined): readonly TimelineEntry[] {
  return before === undefined ? slice.entries : slice.entries.filter(({ position }) => position < before)
}
