import type { FeedKey, PushStatus, TimelineCache, TimelineEntry, TimelineSlice } from '@feed-engine/core'

export const LOWEST = '0'.repeat(16)
export const IDLE_TTL_MS = 600_000

export function homeOf(ownerId: string): FeedKey {
  return { tenant: 'tenant', kind: 'home', ownerId }
}

export function homes(count: number): FeedKey[] {
  return Array.from({ length: count }, (_, index) => homeOf(`user-${index}`))
}

export function position(index: number): string {
  return index.toString(16).padStart(16, '0')
}

export function entry(index: number): TimelineEntry {
  return { position: position(index), authorHint: (index * 7).toString(16).padStart(16, '0') }
}

export function entries(from: number, count: number): TimelineEntry[] {
  return Array.from({ length: count }, (_, index) => entry(from + index))
}

/** Opens a feed and fills it. */
export async function fill(cache: TimelineCache, feed: FeedKey, add: readonly TimelineEntry[] = []): Promise<void> {
  await cache.open({ feed, token: 'opened', readerClass: 0, idleTtlMs: IDLE_TTL_MS })
  const coverage = { graphVersion: 1, readerClass: 0 }
  const change = {
    feed,
    token: 'opened',
    nextToken: 'filled',
    remove: [],
    watermark: LOWEST,
    coverage,
    maxEntries: 500,
  }
  const result = await cache.replace({ ...change, add })
  if (result !== 'replaced') throw new Error(`the timeline could not be filled: ${result}`)
}

export function push(
  cache: TimelineCache,
  feeds: readonly FeedKey[],
  pushed: readonly TimelineEntry[],
  maxEntries = 500,
): Promise<readonly PushStatus[]> {
  return cache.push({ feeds, entries: pushed, pushFrom: 0, maxEntries })
}

export function read(cache: TimelineCache, feed: FeedKey): Promise<TimelineSlice | null> {
  return cache.read({ feed, limit: 10_000, idleTtlMs: IDLE_TTL_MS })
}
