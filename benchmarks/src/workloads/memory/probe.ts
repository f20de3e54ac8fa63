import { createMemoryStores } from '@feed-engine/adapter-memory'
import { DEFAULT_TENANT, type FeedKey, lowestPosition, type TimelineCache, type TimelineEntry } from '@feed-engine/core'
import type { MemorySample } from './index'

const { timelines, entries } = JSON.parse(process.argv[2] ?? '{}') as { timelines: number; entries: number }

const feeds = Array.from(
  { length: timelines },
  (_, owner): FeedKey => ({
    tenant: DEFAULT_TENANT,
    kind: 'home',
    ownerId: `user-${owner}`,
  }),
)
const posts = Array.from({ length: entries }, (_, index) => entryAt(index))

function entryAt(index: number): TimelineEntry {
  return {
    position: (index + 1).toString(16).padStart(16, '0'),
    authorHint: (index % 97).toString(16).padStart(16, '0'),
  }
}

/** Half of each timeline is filled at once, as a rebuild does, the other half pushed one post at a time. */
async function fill(cache: TimelineCache): Promise<void> {
  const [old, recent] = [posts.slice(0, entries / 2), posts.slice(entries / 2)]
  for (const feed of feeds) {
    await cache.open({ feed, token: 'opening', readerClass: 0, idleTtlMs: 3_600_000 })
    await cache.replace({
      feed,
      token: 'opening',
      nextToken: 'filled',
      add: old,
      remove: [],
      watermark: lowestPosition(16),
      coverage: { graphVersion: 1, readerClass: 0 },
      maxEntries: entries,
    })
  }
  for (const post of recent) await cache.push({ feeds, entries: [post], pushFrom: 0, maxEntries: entries })
}

/** Bytes per entry by which memory grows while `build` makes something that stays reachable. */
async function growthOf(build: () => Promise<unknown>): Promise<number> {
  const before = bytesInUse()
  const kept = await build()
  const after = bytesInUse()
  // Read after the measurement, so that it is still reachable during it.
  if (kept === undefined) throw new Error('nothing was built')
  return (after - before) / (timelines * entries)
}

function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('needs --expose-gc')
  for (let pass = 0; pass < 4; pass++) globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const objects = await growthOf(
  async () => new Map(feeds.map((feed) => [feed.ownerId, posts.map((post) => ({ ...post }))])),
)
const adapter = await growthOf(async () => {
  const { timelines: cache } = createMemoryStores()
  await fill(cache)
  return cache
})
const sample: MemorySample = { adapter, objects }
process.send?.(sample)
process.disconnect?.()
