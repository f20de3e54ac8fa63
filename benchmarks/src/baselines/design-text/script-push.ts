import type { Redis } from 'ioredis'
import { loadedScript } from '../loaded-script'
import { KEPT, type PushWay } from '../push-way'
import { SortedSetTimelines } from './timelines'

/**
 * KEYS timelines
 * ARGV 1 time, 2 post, 3 rank of the highest entry to drop
 */
const PUSH = `
local call, time, post, surplus = redis.call, ARGV[1], ARGV[2], ARGV[3]
for index = 1, #KEYS do
  call('ZADD', KEYS[index], time, post)
  call('ZREMRANGEBYRANK', KEYS[index], '0', surplus)
end
return false`

/** The same commands as those of the design texts, but sent once for all followers of a chunk. */
export function scriptPush(client: Redis, params: { readonly name: string; readonly prefix: string }): PushWay {
  const timelines = new SortedSetTimelines(client, params.prefix)
  const script = loadedScript(client, PUSH)
  return {
    name: params.name,
    commands: [
      'one EVALSHA for all followers, which for each runs:',
      'ZADD timeline time post, ZREMRANGEBYRANK timeline 0 -501',
    ],
    fill: (userIds, posts) => timelines.fill(userIds, posts),
    async push({ createdAtMs, postId }, userIds) {
      await script.run(
        userIds.map((userId) => timelines.keyOf(userId)),
        [createdAtMs, postId, -KEPT - 1],
      )
    },
    positionsOf: (userId) => timelines.positionsOf(userId),
  }
}
