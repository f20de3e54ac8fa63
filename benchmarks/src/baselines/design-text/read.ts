import type { PostId, UserId } from '@feed-engine/core'
import type { Redis } from 'ioredis'
import { replyOf } from '../master-pipelines'
import { lookAtPostsFirst, type PageSources } from '../pages/look-at'
import { servePage } from '../pages/serve-page'
import { PAGE, type ReadWay } from '../read-way'
import type { AuthorSets } from './author-sets'
import type { SortedSetTimelines } from './timelines'

const CANDIDATES = 200

/** The way of the design texts: a timeline and the sets of the celebrities followed, merged; bodies; checks. */
export function designTextRead(
  client: Redis,
  parts: PageSources & {
    readonly name: string
    readonly timelines: SortedSetTimelines
    readonly authorSets: AuthorSets
    /** The celebrities whom a viewer follows: known here without a look-up. */
    readonly pullAuthorsOf: (viewerId: UserId) => readonly UserId[]
  },
): ReadWay {
  const { name, timelines, authorSets, pullAuthorsOf } = parts
  return {
    name,
    commands: [
      'one pipeline: ZREVRANGE timeline 0 199 WITHSCORES, ZREVRANGE author 0 20 WITHSCORES for each celebrity followed;',
      'at once MGET of 21 bodies, and SELECT of their state from PostgreSQL; then SELECT of the relations to their authors',
    ],
    async read(viewerId) {
      const pipeline = client.pipeline().zrevrange(timelines.keyOf(viewerId), 0, CANDIDATES - 1, 'WITHSCORES')
      for (const authorId of pullAuthorsOf(viewerId)) {
        pipeline.zrevrange(authorSets.keyOf(authorId), 0, PAGE, 'WITHSCORES')
      }
      const lists = ((await pipeline.exec()) ?? []).map((reply) => replyOf(reply) as readonly string[])
      return servePage(viewerId, mergeScored(lists), (postIds) => lookAtPostsFirst(parts, viewerId, postIds))
    },
  }
}

/** Ids of lists of `id, score, id, score …`, newest first, each once. */
export function mergeScored(lists: readonly (readonly string[])[]): readonly PostId[] {
  const scores = new Map<PostId, number>()
  for (const list of lists) {
    for (let at = 0; at < list.length; at += 2) scores.set(list[at] ?? '', Number(list[at + 1]))
  }
  // Ids of one millisecond have the same number of digits.
  return [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? 1 : -1)).map(([postId]) => postId)
}
