import type { Position, UserId } from '../model'
import type { HomeTimelines } from '../timeline/home-timelines'
import type { HomeSource } from './home-source'

/** A timeline is compacted when a page met this many entries in vain: often enough to stay clean, rarely enough to be free. */
const MIN_GARBAGE = 4

/**
 * What a read does for the next ones, in the background: another class of reader, or a timeline without `garbage`. One
 * change at a time: the first voids the token that the other would be made under.
 */
export function mendTimeline(
  home: HomeTimelines,
  viewerId: UserId,
  source: HomeSource,
  garbage: readonly Position[],
): void {
  const view = source.unchangedView
  if (view === undefined) return
  const readerClass = home.readers.classAfter(viewerId, view.coverage.readerClass)
  if (readerClass !== view.coverage.readerClass) home.mender.changeClass(viewerId, view, readerClass)
  else if (garbage.length >= MIN_GARBAGE) home.mender.compact(viewerId, view, garbage)
}
