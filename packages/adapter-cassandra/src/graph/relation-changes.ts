import type { TenantId, UserId } from '@feed-engine/core'
import type { Session } from '../database/session'
import { untilApplied } from '../database/until-applied'
import { followerCopies } from './follower-copies'
import { ALL_RELATIONS, CHANGE_RELATION, FIND_RELATION, FIND_USER, SETTLE_RELATION } from './graph-statements'
import { NO_RELATION, NO_USER, type RelationColumns, type RelationRow, type UserRow } from './relation-row'

/** One user's side of what two have to do with each other. */
export interface Pair {
  readonly tenant: TenantId
  readonly userId: UserId
  readonly otherId: UserId
}

/** What becomes of a row; undefined: it stays as it is. Anything that others have to know sets `changed` to `revision`. */
export type Decide = (
  row: RelationColumns,
  user: Required<UserRow>,
  revision: number,
) => Partial<RelationColumns> | undefined

/**
 * Changes to what users have to do with each other, each in two steps. First one lightweight transaction on the
 * partition of the user who acts, which decides, and marks the row as changed. Then the others are told: the
 * followee's list of followers, and the one who is blocked. What they are told is the state of the row and its
 * revision, so it may be told twice, late, and by anybody: older revisions are ignored. At last the row is settled.
 *
 * Nobody answers from a row that is not settled: whoever meets one tells the others first.
 */
export const relationChanges = {
  /** Decides, again if the partition changes meanwhile, and tells the others. */
  async change(session: Session, pair: Pair, decide: Decide): Promise<void> {
    await untilApplied(() => tryChange(session, pair, decide))
    await settle(session, pair, await findRelation(session, pair))
  },

  settle,

  /** All rows of a user, settled and from one moment. */
  async all(
    session: Session,
    user: Omit<Pair, 'otherId'>,
  ): Promise<{ readonly user: UserRow; readonly relations: readonly RelationRow[] }> {
    const { tenant, userId } = user
    for (;;) {
      const rows = await session.rows<RelationRow & { readonly other_id: string | null }>(ALL_RELATIONS, [
        tenant,
        userId,
      ])
      const [first] = rows
      // A partition of many pages may change between two of them.
      if (rows.at(-1)?.revision !== first?.revision) continue
      const relations = rows.filter(({ other_id }) => other_id !== null)
      const unsettled = relations.filter(({ changed }) => changed !== null)
      if (unsettled.length === 0) return { user: first ?? NO_USER, relations }
      await Promise.all(unsettled.map((row) => settle(session, { ...user, otherId: row.other_id }, row)))
    }
  },
}

async function tryChange(session: Session, { tenant, userId, otherId }: Pair, decide: Decide): Promise<boolean> {
  // In this order: a row that is newer than the revision makes the comparison fail, an older one would not.
  const user = (await session.row<UserRow>(FIND_USER, [tenant, userId])) ?? NO_USER
  const row = await findRelation(session, { tenant, userId, otherId })
  const revision = (user.revision ?? 0) + 1
  const decided = decide(row, user, revision)
  if (decided === undefined) return true
  const next = { ...row, ...decided }
  return session.compare(
    CHANGE_RELATION,
    ['relations', tenant, userId],
    [
      revision,
      (user.edges ?? 0) + difference(row.follow !== null, next.follow !== null),
      (user.followees ?? 0) + difference(row.follow === 'accepted', next.follow === 'accepted'),
      Math.max(user.graph_version ?? 0, next.follow_version ?? 0),
      tenant,
      userId,
      user.revision,
      next.follow,
      next.follow_version,
      next.blocking,
      next.block_revision,
      next.muting,
      next.blocked_by,
      next.told_revision,
      next.changed,
      tenant,
      userId,
      otherId,
    ],
  )
}

/** Tells the others of the last change of a row. */
async function settle(session: Session, pair: Pair, row: RelationColumns): Promise<void> {
  const { tenant, userId, otherId } = pair
  const { changed, follow, blocking, block_revision } = row
  if (changed === null) return
  await followerCopies.tell(session, { tenant, userId: otherId, followerId: userId }, { state: follow, changed })
  if (block_revision !== null && otherId !== userId) {
    await tellOfBlock(session, pair, { blocking: blocking === true, revision: block_revision })
  }
  const settled = [tenant, userId, otherId, changed]
  if (await session.compare(SETTLE_RELATION, ['relations', tenant, userId], settled)) return
  await settle(session, pair, await findRelation(session, pair))
}

/** Tells the other one, whose follow ends with a block. */
async function tellOfBlock(
  session: Session,
  { tenant, userId, otherId }: Pair,
  block: { readonly blocking: boolean; readonly revision: number },
): Promise<void> {
  const reverse = { tenant, userId: otherId, otherId: userId }
  const decide: Decide = (row, _user, revision) => {
    if ((row.told_revision ?? 0) >= block.revision) return undefined
    const told = { blocked_by: block.blocking ? true : null, told_revision: block.revision }
    return block.blocking && row.follow !== null ? { ...told, ...NO_FOLLOW, changed: revision } : told
  }
  await untilApplied(() => tryChange(session, reverse, decide))
  const { follow, changed, block_revision } = await findRelation(session, reverse)
  if (changed === null) return
  await followerCopies.tell(session, { tenant, userId, followerId: otherId }, { state: follow, changed })
  // A block of the other one's is left to whoever settles its row.
  if (block_revision !== null) return
  await session.compare(SETTLE_RELATION, ['relations', tenant, otherId], [tenant, otherId, userId, changed])
}

export const NO_FOLLOW = { follow: null, follow_version: null } as const

async function findRelation(session: Session, { tenant, userId, otherId }: Pair): Promise<RelationColumns> {
  const row = await session.row<RelationColumns>(FIND_RELATION, [tenant, userId, otherId])
  return row === undefined ? NO_RELATION : columnsOf(row)
}

/** Without the static columns, which belong to the user. */
function columnsOf(row: RelationColumns): RelationColumns {
  const { follow, follow_version, blocking, block_revision, muting, blocked_by, told_revision, changed } = row
  return { follow, follow_version, blocking, block_revision, muting, blocked_by, told_revision, changed }
}

function difference(before: boolean, after: boolean): number {
  return Number(after) - Number(before)
}
