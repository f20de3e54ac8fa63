import { type RandomSource, snowflakeCodec } from '@feed-engine/core'
import type { Redis } from 'ioredis'
import { loadedScript } from '../../loaded-script'
import { servePage } from '../../pages/serve-page'
import type { ReadWay } from '../../read-way'
import { ENTRY_BYTES, fillMark, LIFE_MS, packEntry, packedKeys } from '../packed-timeline'
import type { ColdSource, Newest } from './newest'

const codec = snowflakeCodec()

/**
 * Makes a filled timeline of one that is being filled, if it still is by the same: what was pushed meanwhile stays.
 *
 * KEYS 1 tail, 2 sealed part
 * ARGV 1 mark of the fill, 2 watermark, 3 entries, 4 milliseconds to live
 */
const FILL = `
local text = redis.call('GET', KEYS[1])
if not text or string.sub(text, 1, 8) ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
redis.call('SET', KEYS[1], ARGV[2] .. string.sub(text, 9), 'PX', ARGV[4])
return 1`

/** The fewest commands that serve a page of a cold timeline, and leave a warm one behind. */
export function floorColdRead(
  client: Redis,
  source: ColdSource,
  parts: { readonly prefix: string; readonly random: RandomSource },
): ReadWay {
  const script = loadedScript(client, FILL)
  const open = async (tail: string, mark: Buffer): Promise<void> => {
    const opened = await client.set(tail, mark, 'PX', LIFE_MS, 'NX')
    if (opened !== 'OK') throw new Error('a timeline is not cold')
  }
  return {
    name: 'floor',
    commands: source.commands,
    async read(viewerId) {
      const { tail, sealed } = packedKeys(parts.prefix, viewerId)
      const mark = fillMark(parts.random)
      const newest = await source.newest(viewerId, open(tail, mark))
      const authorOf = new Map(newest.positions.map((hex, at) => [codec.idOf(hex), newest.authorIds[at] ?? '']))
      const [page, filled] = await Promise.all([
        servePage(viewerId, [...authorOf.keys()], (postIds) => {
          const authorIds = [...new Set(postIds.map((postId) => authorOf.get(postId) ?? ''))]
          return source.lookAt(viewerId, postIds, authorIds)
        }),
        script.run([tail, sealed], [mark, newest.watermark, sealedOf(newest), LIFE_MS]),
      ])
      if (filled !== 1) throw new Error('a timeline was not written back')
      return page
    },
  }
}

/** Lowest first, as pushes leave them. */
function sealedOf({ positions, authorIds }: Newest): Buffer {
  const entries = positions.map((position, at) =>
    packEntry({ position, author: Number(authorIds[at]?.slice('user-'.length)) }),
  )
  return Buffer.concat(entries.reverse(), entries.length * ENTRY_BYTES)
}
