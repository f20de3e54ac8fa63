import { type RandomSource, snowflakeCodec, type UserId } from '@feed-engine/core'
import type { Redis } from 'ioredis'
import type { Pool } from 'pg'
import { loadedScript } from '../loaded-script'
import type { PageSources } from '../pages/look-at'
import { servePage } from '../pages/serve-page'
import { KEPT } from '../push-way'
import type { ReadWay } from '../read-way'
import { newestStatement } from './newest-statement'
import { ENTRY_BYTES, fillMark, LIFE_MS, NO_WATERMARK, packEntry, packedKeys, WATERMARK_BYTES } from './packed-timeline'

/** Posts of each author that are looked at, at least: no author has more among the newest 500 of so many. */
const FEWEST_PER_AUTHOR = 20
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

interface NewestRow {
  readonly positions: Buffer | null
  readonly author_ids: string | null
  readonly truncated_at: Buffer | null
}

/** What a viewer's timeline is filled with. */
export interface Newest {
  /** Hex, newest first. */
  readonly positions: readonly string[]
  readonly authorIds: readonly UserId[]
  readonly watermark: Buffer
}

/** The fewest commands that serve a page of a cold timeline, and leave a warm one behind. */
export function floorColdRead(
  client: Redis,
  pool: Pool,
  parts: PageSources & {
    readonly prefix: string
    readonly schema: string
    readonly tenant: string
    readonly random: RandomSource
  },
): ReadWay {
  const statement = { name: `newest-${parts.schema}`, text: newestStatement(parts.schema) }
  const script = loadedScript(client, FILL)
  return {
    name: 'floor',
    commands: [
      'SET tail NX; then SELECT of the newest 501 posts of all followees, by one lateral join;',
      'at once EVALSHA that writes the timeline, MGET of 21 bodies, SELECT of their state and of the relations to their authors',
    ],
    async read(viewerId) {
      const { tail, sealed } = packedKeys(parts.prefix, viewerId)
      const mark = fillMark(parts.random)
      const opened = await client.set(tail, mark, 'PX', LIFE_MS, 'NX')
      if (opened !== 'OK') throw new Error('a timeline is not cold')
      const values = [parts.tenant, viewerId, KEPT + 1, FEWEST_PER_AUTHOR]
      const { rows } = await pool.query<NewestRow>({ ...statement, values })
      const newest = newestOfRow(rows[0])
      const authorOf = new Map(newest.positions.map((hex, at) => [codec.idOf(hex), newest.authorIds[at] ?? '']))
      const [page, filled] = await Promise.all([
        servePage(viewerId, [...authorOf.keys()], async (postIds) => {
          const authorIds = [...new Set(postIds.map((postId) => authorOf.get(postId) ?? ''))]
          const [posts, states, { authors }] = await Promise.all([
            parts.bodies.get(postIds),
            parts.checks.postStates(postIds),
            parts.checks.relations(viewerId, authorIds),
          ])
          return { posts, states, authors }
        }),
        script.run([tail, sealed], [mark, newest.watermark, sealedOf(newest), LIFE_MS]),
      ])
      if (filled !== 1) throw new Error('a timeline was not written back')
      return page
    },
  }
}

/**
 * The timeline that a row stands for: 500 posts, and a watermark at the first that is left out, or at the last one listed
 * of an author who may have more.
 */
export function newestOfRow(row: NewestRow | undefined): Newest {
  const bytes = row?.positions ?? Buffer.alloc(0)
  const authorIds = row?.author_ids?.split(',') ?? []
  const positions = Array.from({ length: bytes.length / WATERMARK_BYTES }, (_, at) =>
    bytes.toString('hex', at * WATERMARK_BYTES, (at + 1) * WATERMARK_BYTES),
  )
  const leftOut = bytes.subarray(KEPT * WATERMARK_BYTES, (KEPT + 1) * WATERMARK_BYTES)
  const watermarks = [
    NO_WATERMARK,
    ...(leftOut.length > 0 ? [leftOut] : []),
    ...(row?.truncated_at ? [justBelow(row.truncated_at)] : []),
  ]
  const watermark = watermarks.reduce((highest, next) => (Buffer.compare(next, highest) > 0 ? next : highest))
  const hex = watermark.toString('hex')
  const count = Math.min(KEPT, positions.filter((position) => position > hex).length)
  return { positions: positions.slice(0, count), authorIds: authorIds.slice(0, count), watermark }
}

/** The last post listed of an author is in the timeline; what lies below it may not be. */
function justBelow(position: Buffer): Buffer {
  const bytes = Buffer.alloc(WATERMARK_BYTES)
  bytes.writeBigUInt64BE(position.readBigUInt64BE() - 1n)
  return bytes
}

/** Lowest first, as pushes leave them. */
function sealedOf({ positions, authorIds }: Newest): Buffer {
  const entries = positions.map((position, at) =>
    packEntry({ position, author: Number(authorIds[at]?.slice('user-'.length)) }),
  )
  return Buffer.concat(entries.reverse(), entries.length * ENTRY_BYTES)
}
