import { DEFAULT_TENANT, type FeedPage, type Freshness } from '@feed-engine/core'
import type { Note, Population } from './population'

type Readers = Pick<Population, 'engine' | 'stores' | 'viewerIds'>

/** Reads the first page of each viewer. Throws if one was not made as expected: then it is not what is measured. */
export async function readAll(
  { engine, viewerIds }: Readers,
  read: 'cached' | 'strict',
  expected?: Freshness,
): Promise<readonly FeedPage<Note>[]> {
  const pages: FeedPage<Note>[] = []
  for (const viewerId of viewerIds) {
    const page = await engine.homeTimeline({ viewerId, read })
    if (expected !== undefined && page.freshness !== expected)
      throw new Error(`a page is ${page.freshness}, not ${expected}`)
    pages.push(page)
  }
  return pages
}

/** Forgets the timelines of the viewers. */
export async function evictAll({ stores, viewerIds }: Readers): Promise<void> {
  const feeds = viewerIds.map((ownerId) => ({ tenant: DEFAULT_TENANT, kind: 'home' as const, ownerId }))
  await stores.timelines.evict({ feeds })
}
