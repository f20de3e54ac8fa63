import { type Cell, cellOf, type EdgePage, type FollowState, type TenantId, type UserId } from '@feed-engine/core'
import type { Session } from '../database/session'
import { untilApplied } from '../database/until-applied'
import { ADD_FOLLOWER, FIND_FOLLOWER, FIND_SLOT, FOLLOWERS_AFTER, MOVE_FOLLOWER } from './graph-statements'

/** Partitions of a user's followers. Fixed for ever. */
const SLOTS = 16
/** How long an ended follow is remembered: longer than any process can be late with what it has to tell. */
const GONE_SECONDS = 86_400

interface Follower {
  readonly tenant: TenantId
  readonly userId: UserId
  readonly followerId: UserId
}

interface FollowersParams {
  readonly tenant: TenantId
  readonly userId: UserId
  readonly state: FollowState
  readonly limit: number
  readonly after?: UserId
  readonly through?: UserId
  readonly cell?: Cell
}

/** Followers of each user, in the order of their slots, and of their ids within one. */
export const followerCopies = {
  /** Takes over the state of a follow, unless that of a later change is known. */
  async tell(
    session: Session,
    follower: Follower,
    told: { readonly state: FollowState | null; readonly changed: number },
  ): Promise<void> {
    await untilApplied(() => tryTell(session, follower, told))
  },

  /** Accepted followers, exactly. */
  async count(session: Session, tenant: TenantId, userId: UserId): Promise<number> {
    const counts = await Promise.all(
      ALL_SLOTS.map(async (slot) => {
        const row = await session.row<{ readonly followers: number | null }>(FIND_SLOT, [tenant, userId, slot])
        return row?.followers ?? 0
      }),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  },

  /** Reads one slot, then two, then four at once, until the page is full and one more is known. */
  async page(session: Session, params: FollowersParams): Promise<EdgePage> {
    const { limit } = params
    const slots = slotsOf(params)
    const found: UserId[] = []
    for (let from = 0, width = 1; from < slots.length && found.length <= limit; from += width, width *= 2) {
      const read = await Promise.all(
        slots.slice(from, from + width).map((slot) => readSlot(session, params, slot, limit + 1 - found.length)),
      )
      found.push(...read.flat())
    }
    const userIds = found.slice(0, limit)
    const next = found.length > limit ? userIds.at(-1) : undefined
    return next === undefined ? { userIds } : { userIds, next }
  },
}

const ALL_SLOTS: readonly number[] = Array.from({ length: SLOTS }, (_, index) => index)

function slotOf(userId: UserId): number {
  return cellOf(userId, SLOTS)
}

/** The slots that may hold followers of the range and the cell. */
function slotsOf({ after, through, cell }: FollowersParams): readonly number[] {
  const first = after === undefined ? 0 : slotOf(after)
  const last = through === undefined ? SLOTS - 1 : slotOf(through)
  // Hashes that are equal modulo the count of cells are equal modulo what divides both counts.
  const step = cell === undefined ? 1 : greatestCommonDivisor(cell.count, SLOTS)
  return ALL_SLOTS.filter((slot) => slot >= first && slot <= last && slot % step === (cell?.index ?? 0) % step)
}

async function readSlot(
  session: Session,
  { tenant, userId, state, after, through, cell }: FollowersParams,
  slot: number,
  atMost: number,
): Promise<readonly UserId[]> {
  const found: UserId[] = []
  let from = after !== undefined && slotOf(after) === slot ? after : ''
  const bound = through !== undefined && slotOf(through) === slot ? Buffer.from(through) : undefined
  for (;;) {
    const params = [tenant, userId, slot, state, from, atMost]
    const rows = await session.rows<{ readonly follower_id: string }>(FOLLOWERS_AFTER, params)
    for (const { follower_id: id } of rows) {
      if (bound !== undefined && Buffer.compare(Buffer.from(id), bound) > 0) return found
      if (cell === undefined || cellOf(id, cell.count) === cell.index) found.push(id)
      from = id
    }
    if (rows.length < atMost || found.length >= atMost) return found
  }
}

async function tryTell(
  session: Session,
  { tenant, userId, followerId }: Follower,
  { state: told, changed }: { readonly state: FollowState | null; readonly changed: number },
): Promise<boolean> {
  const partition = [tenant, userId, slotOf(followerId)] as const
  // In this order, as in the partition that this is copied from.
  const slot = await session.row<{ readonly revision: number | null; readonly followers: number | null }>(
    FIND_SLOT,
    partition,
  )
  const known = await session.rows<{ readonly state: string; readonly changed: number }>(FIND_FOLLOWER, [
    ...partition,
    followerId,
  ])
  const [before] = known
  if (before !== undefined && before.changed >= changed) return true
  const state = told ?? 'gone'
  const followers = (slot?.followers ?? 0) + Number(state === 'accepted') - Number(before?.state === 'accepted')
  const revision = slot?.revision ?? null
  const values = [
    ...[(revision ?? 0) + 1, followers, ...partition, revision],
    ...[state === 'gone' ? GONE_SECONDS : 0, changed, ...partition, state, followerId],
  ]
  const queue = ['followers', tenant, userId, String(partition[2])]
  if (before === undefined || before.state === state) return session.compare(ADD_FOLLOWER, queue, values)
  return session.compare(MOVE_FOLLOWER, queue, [...values, ...partition, before.state, followerId])
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
