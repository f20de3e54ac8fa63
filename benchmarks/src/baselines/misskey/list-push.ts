import { type RandomSource, snowflakeCodec } from '@feed-engine/core'
import type { Redis } from 'ioredis'
import { MasterPipelines } from '../master-pipelines'
import { KEPT, type PushWay } from '../push-way'
import { listKey } from './lists'

const TRIMMED_ONE_IN = 10
const codec = snowflakeCodec()

/** The way of Misskey: lists of ids, trimmed now and then. */
export function listPush(client: Redis, params: { readonly prefix: string; readonly random: RandomSource }): PushWay {
  const keyOf = (userId: string): string => listKey(params.prefix, userId)
  const pipelines = new MasterPipelines(client)
  return {
    name: 'misskey',
    commands: [
      'one pipeline, with one command for each follower, and for one in ten a second:',
      'LPUSH timeline post, LTRIM timeline 0 499',
    ],
    async fill(userIds, posts) {
      const postIds = posts.map(({ postId }) => postId)
      await pipelines.run(userIds.map(keyOf), (pipeline, key) => pipeline.lpush(key, ...postIds))
    },
    async push({ postId }, userIds) {
      await pipelines.run(userIds.map(keyOf), (pipeline, key) => {
        pipeline.lpush(key, postId)
        if (params.random.next() * TRIMMED_ONE_IN < 1) pipeline.ltrim(key, 0, KEPT - 1)
      })
    },
    async positionsOf(userId) {
      const ids = await client.lrange(keyOf(userId), 0, -1)
      return ids.map((id) => codec.positionOf(id))
    },
  }
}
