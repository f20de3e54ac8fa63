import { maxPosition, type Position, type TimelineEntry } from '../model'
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

/** The part of a view above a position, as if the timeline reached no further. To be read, not to be written back. */
export function viewAbove(view: TimelineView, floor: Position | undefined): TimelineView {
  if (floor === undefined) return view
  const entries = view.entries.filter(({ position }) => position > floor)
  const more = view.more && entries.length === view.entries.length
  return { ...view, entries, more, watermark: maxPosition(view.watermark, floor) }
}

/** The entries of a slice below a position. */
export function entriesBelow(slice: TimelineSlice, before: Position | undefined): readonly TimelineEntry[] {
  return before === undefined ? slice.entries : slice.entries.filter(({ position }) => position < before)
}
