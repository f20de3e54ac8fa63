import { COUNTERS, type Counter, NO_COUNTS, type PostCounters, type PostId } from '@feed-engine/core'
import type { ReadPart } from './part-reader'

/** The counters of a post: the sums over its parts. */
export function sumOf(parts: readonly ReadPart[], withViewer: boolean): PostCounters {
  const counts: Record<Counter, number> = { ...NO_COUNTS }
  for (const part of parts) for (const counter of COUNTERS) counts[counter] += part.counts[counter]
  return withViewer ? { counts, liked: parts.some(({ viewer }) => viewer?.liked === true) } : { counts }
}

export function byPost(parts: readonly ReadPart[]): ReadonlyMap<PostId, readonly ReadPart[]> {
  const posts = new Map<PostId, ReadPart[]>()
  for (const part of parts) {
    const known = posts.get(part.place.postId)
    if (known === undefined) posts.set(part.place.postId, [part])
    else known.push(part)
  }
  return posts
}
