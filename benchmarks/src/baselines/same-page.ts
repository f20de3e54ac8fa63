import type { FeedEngine, Freshness, UserId } from '@feed-engine/core'
import type { ReadWay } from './read-way'

/** Fails unless a baseline shows a viewer what the engine shows: one that does less is no baseline. */
export async function requireSamePage(
  engine: FeedEngine<unknown>,
  way: ReadWay,
  viewerId: UserId,
  freshness: Freshness,
): Promise<void> {
  const own = await engine.homeTimeline({ viewerId })
  const others = await way.read(viewerId)
  const shown = own.items.map(({ post }) => [post.id, post.authorId, post.createdAtMs, post.body])
  const alike = others.items.map(({ id, authorId, createdAtMs, body }) => [id, authorId, createdAtMs, body])
  if (own.freshness !== freshness) throw new Error(`the engine's page is ${own.freshness}, not ${freshness}`)
  if (JSON.stringify(alike) !== JSON.stringify(shown)) throw new Error(`${way.name} shows another page than the engine`)
  if ((own.nextCursor === undefined) !== (others.nextCursor === undefined)) {
    throw new Error(`${way.name} goes on where the engine ends, or the other way round`)
  }
}
