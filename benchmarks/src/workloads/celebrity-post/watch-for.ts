import { idsOf } from '../../live-feed/data'
import type { LiveFeed } from '../../live-feed/live-feed'

/** A post that takes longer is lost. */
const VISIBLE_WITHIN_MS = 60_000

/**
 * Reads a home timeline again and again until posts are on its first page. Answers when each of them was there for the
 * first time (`performance.now`), in their order; fails if that takes too long.
 *
 * @param posts ids of what is being published meanwhile, at most 100; if that fails nothing is waited for
 */
export async function watchFor(
  { engine }: Pick<LiveFeed, 'engine'>,
  viewerId: string,
  posts: Promise<readonly string[]>,
): Promise<readonly number[]> {
  const seenAtMs = new Map<string, number>()
  let wanted: readonly string[] | undefined
  posts.then(
    (ids) => (wanted = ids),
    () => (wanted = []),
  )
  const giveUpAtMs = performance.now() + VISIBLE_WITHIN_MS
  while (!wanted?.every((id) => seenAtMs.has(id))) {
    const ids = idsOf(await engine.homeTimeline({ viewerId, limit: 100 }))
    const nowMs = performance.now()
    for (const id of ids) if (!seenAtMs.has(id)) seenAtMs.set(id, nowMs)
    if (nowMs > giveUpAtMs) throw new Error(`a post is not visible after ${VISIBLE_WITHIN_MS} ms`)
  }
  return wanted.map((id) => seenAtMs.get(id) ?? Number.NaN)
}
