import type { Redis } from 'ioredis'
import { SortedSetTimelines } from '../design-text/timelines'
import { replyOf } from '../master-pipelines'
import { KEPT, type PushWay } from '../push-way'

/** The way of Stream-Framework: one follower after the other. */
export function perFollowerPush(client: Redis, params: { readonly prefix: string }): PushWay {
  const timelines = new SortedSetTimelines(client, params.prefix)
  return {
    name: 'per-follower',
    commands: [
      'one pipeline for each follower, one after the other, with two commands:',
      'ZADD timeline time post, ZREMRANGEBYRANK timeline 0 -501',
    ],
    fill: (userIds, posts) => timelines.fill(userIds, posts),
    async push({ createdAtMs, postId }, userIds) {
      for (const userId of userIds) {
        const key = timelines.keyOf(userId)
        const replies = await client
          .pipeline()
          .zadd(key, createdAtMs, postId)
          .zremrangebyrank(key, 0, -KEPT - 1)
          .exec()
        replies?.forEach(replyOf)
      }
    },
    positionsOf: (userId) => timelines.positionsOf(userId),
  }
}
