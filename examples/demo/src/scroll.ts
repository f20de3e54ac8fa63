import type { FeedEngine, FeedPage } from '@feed-engine/core'
import type { Note } from '@feed-engine/example-profiles'
import type { ReferencePost } from './reference-feed'

export interface ScrollResult {
  readonly pages: number
  readonly items: number
  /** Pages that differ from the reference: in items, order, content, end or health. */
  readonly mismatches: number
  /** Milliseconds that the first page took. */
  readonly firstPageMs: number
}

/** Pages a viewer's home timeline to its end and compares each page with what should be there. */
export async function scrollToEnd(params: {
  readonly engine: FeedEngine<Note>
  readonly viewerId: string
  readonly limit: number
  readonly expected: readonly ReferencePost[]
  readonly now: () => number
}): Promise<ScrollResult> {
  const { engine, viewerId, limit, expected, now } = params
  const start = now()
  let page = await engine.homeTimeline({ viewerId, limit })
  const firstPageMs = now() - start
  let [pages, items, mismatches] = [0, 0, 0]
  for (;;) {
    pages++
    if (!pageMatches(page, expected, items)) mismatches++
    items += page.items.length
    // An empty page that is not the last would be followed for ever; it has been counted.
    if (page.nextCursor === undefined || page.items.length === 0) return { pages, items, mismatches, firstPageMs }
    page = await engine.homeTimeline({ viewerId, limit, cursor: page.nextCursor })
  }
}

/** Whether a page shows what is expected below the items shown before, and says truly whether anything is left. */
export function pageMatches(page: FeedPage<Note>, expected: readonly ReferencePost[], shownBefore: number): boolean {
  const left = expected.length - shownBefore - page.items.length
  const saysMore = page.nextCursor !== undefined
  // Counts that came late say nothing of the feed, and on a busy machine they do come late.
  const troubled = page.degraded.some((trouble) => trouble !== 'counters-unavailable')
  if (troubled || left > 0 !== saysMore) return false
  if (page.items.length === 0 && saysMore) return false
  return page.items.every(({ post, original }, index) => {
    const wanted = expected[shownBefore + index]
    return wanted?.id === post.id && wanted.text === post.body?.text && wanted.repostOf === original?.id
  })
}
