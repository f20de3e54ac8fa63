import type { Cluster, Redis } from 'ioredis'
import { KEPT, type PushWay } from '../push-way'
import { SortedSetTimelines } from './timelines'

/** The way of the design texts: a pipeline of two commands per follower. */
export function pipelinePush(
  client: Redis | Cluster,
  params: { readonly name: string; readonly prefix: string },
): PushWay {
  const timelines = new SortedSetTimelines(client, params.prefix)
  return {
    name: params.name,
    commands: [
      'one pipeline, of a cluster one per master, with two commands for each follower:',
      'ZADD timeline time post, ZREMRANGEBYRANK timeline 0 -501',
    ],
    fill: (userIds, posts) => timelines.fill(userIds, posts),
    async push({ createdAtMs, postId }, userIds) {
      const keys = userIds.map((userId) => timelines.keyOf(userId))
      await timelines.pipelines.run(keys, (pipeline, key) =>
        pipeline.zadd(key, createdAtMs, postId).zremrangebyrank(key, 0, -KEPT - 1),
      )
    },
    positionsOf: (userId) => timelines.positionsOf(userId),
  }
}
