import type { FeedKey } from '@feed-engine/core'
import type { FeedKeys } from '../keys/feed-keys'

/** A script blocks its server: with so many feeds it does so for two or three milliseconds. */
const MOST_FEEDS_PER_SCRIPT = 1_024

/** Feeds of one cell, for one script call. */
export interface FeedGroup {
  readonly cell: number
  /** Their keys. */
  readonly keys: string[]
  /** Where they stand in the list that was given. */
  readonly places: number[]
}

/** Splits feeds by cell, since a script's keys share a slot. */
export function groupByCell(keys: FeedKeys, part: string, feeds: readonly FeedKey[]): readonly FeedGroup[] {
  const groups: FeedGroup[] = []
  const open = new Map<number, FeedGroup>()
  let like: FeedKey | undefined
  let keyOf = keys.naming(part, { tenant: '', kind: 'home' })
  for (const [place, feed] of feeds.entries()) {
    if (feed.tenant !== like?.tenant || feed.kind !== like.kind) {
      like = feed
      keyOf = keys.naming(part, feed)
    }
    const cell = keys.cellOf(feed)
    let group = open.get(cell)
    if (group === undefined || group.keys.length === MOST_FEEDS_PER_SCRIPT) {
      group = { cell, keys: [], places: [] }
      groups.push(group)
      open.set(cell, group)
    }
    group.keys.push(keyOf(cell, feed.ownerId))
    group.places.push(place)
  }
  return groups
}
