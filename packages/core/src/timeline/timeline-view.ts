import type { Position, TimelineEntry } from '../model'
import type { TimelineSlice } from '../ports'

/** A slice of a timeline that is filled, and so may serve reads. */
export interface TimelineView extends TimelineSlice {
  readonly coverage: NonNullable<TimelineSlice['coverage']>
}

/**
 * Whether a slice may serve reads: it is there, and filled. For whichever class of readers: what was not pushed to that
 * class is pulled, even if the reader is in another class by now.
 */
export function isServable(slice: TimelineSlice | null): slice is TimelineView {
  return slice !== null && slice.coverage !== null
}

/** The entries of a slice below a position. */
export function entriesBelow(slice: TimelineSlice, before: Position | undefined): readonly TimelineEntry[] {
  return before === undefined ? slice.entries : slice.entries.filter(({ position }) => position < before)
}
