import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type EventBus, type FeedEngine, type TimelineCache } from '@feed-engine/core'
import { expect, onTestFinished } from 'vitest'

const READERS = ['ann', 'bob', '}{*:', 'é'.repeat(128)]
const AUTHORS = ['dora', 'emil', '{a}', '\u{1f600}'.repeat(64)]

export interface Feed {
  /** Every author publishes so many posts, and the workers apply them. */
  publish(count: number): Promise<void>
  /** Fails unless every reader is shown what the stores hold, page by page, the first page from there. */
  expectRight(freshness: 'cached' | 'rebuilt' | 'mixed'): Promise<void>
}

/** An engine over posts and graph in memory, in which everybody follows every author; closed with the test. */
export async function feedOver(stores: { readonly timelines: TimelineCache; readonly bus?: EventBus }): Promise<Feed> {
  const memory = createMemoryStores()
  const engine = createFeedEngine<string>({
    stores: { ...memory, ...stores },
    timeline: { maxEntries: 20 },
    fanOut: { chunkSize: 2 },
  })
  onTestFinished(async () => {
    await engine.close()
    await Promise.all([memory.close(), stores.timelines.close(), stores.bus?.close()])
  })
  for (const followerId of READERS) {
    for (const followeeId of AUTHORS) await engine.follow({ followerId, followeeId })
  }
  return {
    async publish(count) {
      for (let index = 0; index < count; index++) {
        for (const authorId of AUTHORS) await engine.publish({ authorId, body: `${index}` })
      }
      await engine.drain()
    },
    async expectRight(freshness) {
      for (const viewerId of READERS) {
        const expected = await timelineOf(engine, viewerId, 'strict')
        const actual = await timelineOf(engine, viewerId, 'cached')
        expect(actual.ids).toEqual(expected.ids)
        expect(actual.ids.length).toBeGreaterThan(0)
        if (freshness !== 'mixed') expect(actual.freshness).toBe(freshness)
      }
    },
  }
}

async function timelineOf(engine: FeedEngine<string>, viewerId: string, read: 'cached' | 'strict') {
  const ids: string[] = []
  let cursor: string | undefined
  let freshness: string | undefined
  do {
    const page = await engine.homeTimeline({ viewerId, limit: 7, read, ...(cursor === undefined ? {} : { cursor }) })
    expect(page.degraded).toEqual([])
    freshness ??= page.freshness
    ids.push(...page.items.map(({ post }) => post.id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return { ids, freshness }
}
