import { idsOf } from '../../live-feed/data'
import type { Cast } from './cast'

/** Timelines that are looked at. */
const WITNESSES = 8

/**
 * Fails unless bulk posts were applied about as fast as they were to arrive, and are in timelines: otherwise small posts
 * had no bulk beside them.
 *
 * @param newestId the bulk post that was published last
 */
export async function requireApplied(
  { feed, followerIds }: Pick<Cast, 'feed' | 'followerIds'>,
  newestId: string,
  rates: { readonly offered: number; readonly applied: number; readonly share: number },
): Promise<void> {
  const { offered, applied, share } = rates
  if (!(applied >= offered * share)) {
    throw new Error(`of ${offered.toFixed(1)} posts/s in bulk, ${applied.toFixed(1)} were applied`)
  }
  const step = Math.max(1, Math.floor(followerIds.length / WITNESSES))
  for (let at = 0; at < followerIds.length; at += step) {
    const page = await feed.engine.homeTimeline({ viewerId: followerIds[at] ?? '', limit: 100 })
    if (page.freshness !== 'cached') throw new Error(`a page is ${page.freshness}, not cached: its timeline was gone`)
    if (!idsOf(page).includes(newestId)) throw new Error('a timeline has not got the newest post in bulk')
  }
}
