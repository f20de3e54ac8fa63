import type { CacheKey } from '@feed-engine/core'
import type { CacheKeys } from './cache-keys'

/** A script blocks its server: with so many values it does so for a millisecond or two. */
const MOST_KEYS_PER_SCRIPT = 256

/** What one script call is for. */
export interface KeyGroup<T> {
  readonly cell: number
  readonly items: T[]
  /** Where they stand in the list that was given. */
  readonly places: number[]
}

/** Splits by cell, since a script's keys share a slot. Items of one cell stay in order, also over several groups. */
export function groupByCell<T extends { readonly key: CacheKey }>(
  keys: CacheKeys,
  items: readonly T[],
): readonly KeyGroup<T>[] {
  const groups: KeyGroup<T>[] = []
  const open = new Map<number, KeyGroup<T>>()
  for (const [place, item] of items.entries()) {
    const cell = keys.cellOf(item.key)
    let group = open.get(cell)
    if (group === undefined || group.items.length === MOST_KEYS_PER_SCRIPT) {
      group = { cell, items: [], places: [] }
      groups.push(group)
      open.set(cell, group)
    }
    group.items.push(item)
    group.places.push(place)
  }
  return groups
}
