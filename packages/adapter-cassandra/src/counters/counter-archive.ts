import {
  type AdapterCapabilities,
  type ArchivedPart,
  type CounterArchive,
  type PortCall,
  partName,
  type UnknownCounters,
  type UnsavedCounters,
} from '@feed-engine/core'
import { CassandraAdapter } from '../cassandra-adapter'
import type { Session } from '../database/session'
import { FIND_PART, OPEN_PART, SETTLE_PART } from './counter-statements'
import { numberOf, savedMembers } from './saved-members'

interface PartRow {
  readonly version: unknown
  readonly views: unknown
  readonly settled_version: unknown
  readonly likes: unknown
  readonly replies: unknown
  readonly reposts: unknown
  readonly quotes: unknown
}

/**
 * Counters as states with timestamps. A part is unsettled before its members are written and settled after them, so
 * that counts and members that do not belong together are never taken for the truth, wherever a save ends.
 */
export class CassandraCounterArchive extends CassandraAdapter implements CounterArchive {
  readonly capabilities: AdapterCapabilities = Object.freeze({ durable: true })

  async save({ parts }: { readonly parts: readonly UnsavedCounters[] }, call?: PortCall): Promise<void> {
    await this.write(call, async (session) => {
      await Promise.all(parts.map((part) => savePart(session, part)))
    })
  }

  async load(
    { parts }: { readonly parts: readonly UnknownCounters[] },
    call?: PortCall,
  ): Promise<readonly ArchivedPart[]> {
    const asked = [...new Map(parts.map((part) => [partName(part), part])).values()]
    return this.read(call, async (session) => {
      const found = await Promise.all(asked.map((part) => loadPart(session, part)))
      return found.filter((part) => part !== undefined)
    })
  }
}

async function savePart(session: Session, { version, counts, members, pending, ...place }: UnsavedCounters) {
  const key = [place.tenant, place.postId, place.part]
  await session.write(OPEN_PART, [version, version, counts.views, ...key])
  await Promise.all(members.map((state) => savedMembers.save(session, place, state)))
  if (pending > 0) return
  const { likes, replies, reposts, quotes } = counts
  await session.write(SETTLE_PART, [version, version, likes, replies, reposts, quotes, ...key])
}

async function loadPart(session: Session, asked: UnknownCounters): Promise<ArchivedPart | undefined> {
  const { tenant, postId, part } = asked
  const place = { tenant, postId, part }
  const row = await session.row<PartRow>(FIND_PART, [tenant, postId, part])
  // Most parts that are asked for are of new posts, and were never saved: their members need no statement.
  if (row === undefined) return undefined
  const members = await Promise.all(asked.members.map((member) => savedMembers.find(session, place, member)))
  const version = numberOf(row.version)
  const settled = row.settled_version !== null && numberOf(row.settled_version) >= version
  const ofMembers = settled
    ? {
        likes: numberOf(row.likes),
        replies: numberOf(row.replies),
        reposts: numberOf(row.reposts),
        quotes: numberOf(row.quotes),
      }
    : await savedMembers.count(session, place)
  const counts = { ...ofMembers, views: numberOf(row.views) }
  return { ...place, version, counts, members: members.filter((state) => state !== undefined) }
}
