import type { UserId } from '@feed-engine/core'
import type { Redis } from 'ioredis'
import { replyOf } from '../master-pipelines'
import type { PageSources } from '../pages/look-at'
import { servePage } from '../pages/serve-page'
import { PAGE, type ReadWay, type ShownPage } from '../read-way'
import { userId } from '../stamped-post'
import type { Outboxes } from './outboxes'
import {
  ENTRY_BYTES,
  isFilled,
  LIFE_MS,
  newestOf,
  type PackedEntry,
  packedKeys,
  unpackEntries,
} from './packed-timeline'

/** A page, the post that tells whether more follow, and ten for what checks may drop. */
const WANTED = PAGE + 11
const NOTHING = Buffer.alloc(0)

/**
 * The fewest commands for a page out of a warm timeline. The pull authors of the read before are asked along; the
 * relations confirm them, and a read that lacked one is begun anew.
 */
export function floorWarmRead(
  client: Redis,
  parts: PageSources & { readonly prefix: string; readonly outboxes: Outboxes },
): ReadWay {
  const pullAuthors = new Map<UserId, readonly UserId[]>()
  const read = async (viewerId: UserId): Promise<ShownPage> => {
    const known = pullAuthors.get(viewerId) ?? []
    const entries = await candidatesOf(viewerId, known)
    const bottom = positionBytes(entries.at(-1)?.position ?? 0n)
    const authorOf = new Map(entries.map(({ position, author }) => [String(position), userId(author)]))
    const asked = await servePage(viewerId, [...authorOf.keys()], async (postIds) => {
      const authorIds = [...new Set(postIds.map((postId) => authorOf.get(postId) ?? ''))]
      const [posts, states, relations] = await Promise.all([
        parts.bodies.get(postIds),
        parts.checks.postStates(postIds),
        parts.checks.relations(viewerId, authorIds, bottom),
      ])
      pullAuthors.set(viewerId, relations.pullAuthors)
      return { posts, states, authors: relations.authors }
    })
    const lacked = pullAuthors.get(viewerId)?.some((authorId) => !known.includes(authorId))
    return lacked ? read(viewerId) : asked
  }

  const candidatesOf = async (viewerId: UserId, authorIds: readonly UserId[]): Promise<readonly PackedEntry[]> => {
    const { tail, sealed } = packedKeys(parts.prefix, viewerId)
    const pipeline = client
      .pipeline()
      .getBuffer(tail)
      .getrangeBuffer(sealed, -WANTED * ENTRY_BYTES, -1)
      .pexpire(tail, LIFE_MS)
      .pexpire(sealed, LIFE_MS)
    for (const authorId of authorIds) {
      pipeline.getrangeBuffer(parts.outboxes.keyOf(authorId), -WANTED * ENTRY_BYTES, -1)
    }
    const [tailBytes, sealedBytes, , , ...outboxes] = ((await pipeline.exec()) ?? []).map(replyOf)
    if (!Buffer.isBuffer(tailBytes) || !isFilled(tailBytes)) throw new Error('a timeline is not warm')
    const pushed = newestOf(tailBytes, (sealedBytes as Buffer | null) ?? NOTHING, WANTED)
    const bottom = pushed.at(-1)?.position ?? 0n
    const pulled = outboxes
      .flatMap((outbox) => unpackEntries(outbox as Buffer))
      .filter(({ position }) => position > bottom)
    return [...pushed, ...pulled].sort((a, b) => (a.position < b.position ? 1 : -1))
  }

  return {
    name: 'floor',
    commands: [
      'one pipeline: GET tail, GETRANGE sealed, PEXPIRE of both, GETRANGE of the outbox of each pull author;',
      'at once MGET of 21 bodies, SELECT of their state and SELECT of the relations to their authors from PostgreSQL',
    ],
    read,
  }
}

function positionBytes(position: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(position)
  return bytes
}
