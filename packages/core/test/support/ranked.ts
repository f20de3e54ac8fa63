import type { FeedPage, HomeTimelineRequest, Scorer, ScoringCandidate } from '../../src/index'
import type { Body, TestEngine } from './world'

/** Scores by a hash of the post's id: an order that has nothing to do with time. */
export const scrambling: Scorer = {
  name: 'scrambling',
  score: ({ candidates }) => candidates.map(({ postId }) => ({ value: scrambled(postId) })),
}

/** 0 to 1, as if at random. */
export function scrambled(postId: string): number {
  return Number((BigInt(postId) * 0x9e3779b97f4a7c15n) % 1_000_003n) / 1_000_003
}

/** Scores by whatever a test thinks of a post. */
export function scorerOf(value: (candidate: ScoringCandidate) => number): Scorer {
  return { name: 'test', score: ({ candidates }) => candidates.map((candidate) => ({ value: value(candidate) })) }
}

export function rankedHome(engine: TestEngine, more: Partial<HomeTimelineRequest> = {}): Promise<FeedPage<Body>> {
  return engine.homeTimeline({ viewerId: 'viewer', ranking: 'ranked', ...more })
}

/** All pages of a ranked scroll, to the end. */
export async function rankedPages(engine: TestEngine, limit = 7): Promise<readonly FeedPage<Body>[]> {
  const pages = [await rankedHome(engine, { limit })]
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await engine.homeTimeline({ viewerId: 'viewer', limit, cursor }))
  }
  return pages
}
