import type { FeedKey, TimelineCache, TimelineEntry, TimelineSlice } from '@feed-engine/core'
import { override } from '../mutant'

export const nameOf = ({ tenant, kind, ownerId }: FeedKey): string => JSON.stringify([tenant, kind, ownerId])

/** Changes what read answers. */
export function reading(
  inner: TimelineCache,
  change: (slice: TimelineSlice, feed: FeedKey) => TimelineSlice,
): TimelineCache {
  return override(inner, {
    read: async (params, call) => {
      const slice = await inner.read(params, call)
      return slice && change(slice, params.feed)
    },
  })
}

/** Keeps feeds under other names. */
export function renaming(inner: TimelineCache, change: (feed: FeedKey) => FeedKey): TimelineCache {
  return override(inner, {
    push: (params, call) => inner.push({ ...params, feeds: params.feeds.map(change) }, call),
    read: (params, call) => inner.read({ ...params, feed: change(params.feed) }, call),
    open: (params, call) => inner.open({ ...params, feed: change(params.feed) }, call),
    replace: (params, call) => inner.replace({ ...params, feed: change(params.feed) }, call),
    evict: (params, call) => inner.evict({ feeds: params.feeds.map(change) }, call),
  })
}

/** Everything that a feed holds, at the price of keeping it alive. */
export function whole(inner: TimelineCache, feed: FeedKey): Promise<TimelineSlice | null> {
  return inner.read({ feed, limit: 100_000, idleTtlMs: 600_000 })
}

export function mergeInto(slice: TimelineSlice, entries: readonly TimelineEntry[]): TimelineSlice {
  const all = [...slice.entries, ...entries].sort((a, b) => (a.position < b.position ? 1 : -1))
  return { ...slice, entries: all }
}
