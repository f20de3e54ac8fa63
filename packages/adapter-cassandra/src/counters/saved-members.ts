import {
  type CounterMember,
  type CounterPart,
  type Counts,
  cellOf,
  MEMBER_COUNTERS,
  type MemberCounter,
  type MemberState,
} from '@feed-engine/core'
import type { Session } from '../database/session'
import { FIND_MEMBER, MEMBERS_OF_SLOT, SAVE_MEMBER } from './counter-statements'

/** Partitions of a part's members. Fixed for ever. */
const SLOTS = 16

/** A number as the driver gives a bigint. */
export function numberOf(value: unknown): number {
  return Number(String(value ?? 0))
}

function keyOf({ tenant, postId, part }: CounterPart, { counter, member }: CounterMember) {
  return [tenant, postId, part, cellOf(member, SLOTS), MEMBER_COUNTERS.indexOf(counter), member]
}

/** Members of parts: of each the latest state. */
export const savedMembers = {
  /** The timestamp orders states by time, and of one time the one that is in above the other. */
  async save(session: Session, place: CounterPart, state: MemberState): Promise<void> {
    const timestamp = String(2n * BigInt(state.atMs) + (state.on ? 1n : 0n))
    await session.write(SAVE_MEMBER, [timestamp, state.on, state.atMs, ...keyOf(place, state)])
  },

  async find(
    session: Session,
    place: CounterPart,
    { counter, member }: CounterMember,
  ): Promise<MemberState | undefined> {
    const row = await session.row<{ is_on: boolean; at_ms: unknown }>(FIND_MEMBER, keyOf(place, { counter, member }))
    return row === undefined ? undefined : { counter, member, on: row.is_on, atMs: numberOf(row.at_ms) }
  },

  /** How many are in, by reading all of them. */
  async count(session: Session, { tenant, postId, part }: CounterPart): Promise<Pick<Counts, MemberCounter>> {
    const slots = await Promise.all(
      Array.from({ length: SLOTS }, (_, slot) =>
        session.rows<{ counter: number; is_on: boolean }>(MEMBERS_OF_SLOT, [tenant, postId, part, slot]),
      ),
    )
    const counts = { likes: 0, replies: 0, reposts: 0, quotes: 0 }
    for (const { counter, is_on } of slots.flat()) {
      const name = MEMBER_COUNTERS[counter]
      if (is_on && name !== undefined) counts[name] += 1
    }
    return counts
  },
}
