import type { TimelineEntry } from '@feed-engine/core'
import { mutantsOf } from '../mutant'
import { reading, renaming } from './layers'

export const idsMutants = mutantsOf('timelineCache', [
  [
    'feeds of all kinds are one',
    'timelines.feed.kinds-apart',
    (inner) => renaming(inner, (feed) => ({ ...feed, kind: 'home' })),
  ],
  [
    'tenants are ignored',
    'timelines.tenants.isolated',
    (inner) => renaming(inner, (feed) => ({ ...feed, tenant: 'one' })),
  ],
  [
    'tenant and owner are joined with a colon',
    'timelines.tenants.isolated',
    (inner) => renaming(inner, (feed) => ({ ...feed, tenant: 'one', ownerId: `${feed.tenant}:${feed.ownerId}` })),
  ],
  [
    'what stands before a colon is the owner',
    'timelines.ids.any-characters',
    (inner) => renaming(inner, (feed) => ({ ...feed, ownerId: feed.ownerId.split(':')[0] ?? '' })),
  ],
  [
    'owners end at 255 bytes',
    'timelines.ids.longest',
    (inner) => renaming(inner, (feed) => ({ ...feed, ownerId: feed.ownerId.slice(0, 255) })),
  ],
  [
    'slices share their entries with the cache',
    'timelines.own-copies',
    (inner) => {
      const shared = new Map<string, TimelineEntry>()
      const entryOf = (entry: TimelineEntry): TimelineEntry => {
        const known = shared.get(entry.position) ?? { ...entry }
        shared.set(entry.position, known)
        return known
      }
      return reading(inner, (slice) => ({ ...slice, entries: slice.entries.map(entryOf) }))
    },
  ],
])
