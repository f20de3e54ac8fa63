import type { Redis } from 'ioredis'
import { loadedScript } from '../loaded-script'
import { MasterPipelines } from '../master-pipelines'
import { KEPT, type PushWay } from '../push-way'
import {
  ENTRY_BYTES,
  LIFE_MS,
  LONGEST_TAIL,
  NO_WATERMARK,
  newestOf,
  packEntry,
  packedKeys,
  WATERMARK_BYTES,
} from './packed-timeline'
import { APPEND_FIRST_SCRIPT, EXISTS_FIRST_SCRIPT } from './push-script'

const FULL_TAIL_BYTES = WATERMARK_BYTES + LONGEST_TAIL * ENTRY_BYTES

const SEALING =
  'and for each that has 64 entries in its tail GET tail, GET sealed, SET sealed KEEPTTL, SET tail KEEPTTL'

/** The fewest commands that do what a push of the engine does: open ones only, life kept, trimmed under a watermark. */
export function existsFirstPush(client: Redis, params: { readonly prefix: string }): PushWay {
  const commands = ['one EVALSHA for all followers, which for each runs EXISTS tail, APPEND tail entry,', SEALING]
  return packedPush(client, params.prefix, { name: 'floor', commands, script: EXISTS_FIRST_SCRIPT })
}

/** The floor where every follower has a timeline: no command but the APPEND. */
export function appendFirstPush(client: Redis, params: { readonly prefix: string }): PushWay {
  const commands = [
    'one EVALSHA for all followers, which for each runs APPEND tail entry (and UNLINK if it was absent),',
    SEALING,
  ]
  return packedPush(client, params.prefix, { name: 'floor-append-first', commands, script: APPEND_FIRST_SCRIPT })
}

function packedPush(
  client: Redis,
  prefix: string,
  way: Pick<PushWay, 'name' | 'commands'> & { readonly script: string },
): PushWay {
  const tailOf = (userId: string): string => packedKeys(prefix, userId).tail
  const script = loadedScript(client, way.script)
  const pipelines = new MasterPipelines(client)
  return {
    name: way.name,
    commands: way.commands,
    async fill(userIds, posts) {
      const sealed = Buffer.concat(posts.map(packEntry))
      await pipelines.run(userIds.map(tailOf), (pipeline, key) =>
        pipeline.set(key, NO_WATERMARK, 'PX', LIFE_MS).set(`${key}:s`, sealed, 'PX', LIFE_MS),
      )
    },
    async push(post, userIds) {
      await script.run(userIds.map(tailOf), [packEntry(post), FULL_TAIL_BYTES, KEPT])
    },
    async positionsOf(userId) {
      const keys = packedKeys(prefix, userId)
      const [tail, sealed] = await client.mgetBuffer(keys.tail, keys.sealed)
      if (!tail) return []
      return newestOf(tail, sealed ?? Buffer.alloc(0)).map(({ position }) => position.toString(16).padStart(16, '0'))
    },
  }
}
