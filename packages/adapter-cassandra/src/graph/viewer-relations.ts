import type { PullAuthor, Relation, UserId, ViewerRelations, ViewerRelationsParams } from '@feed-engine/core'
import type { Session } from '../database/session'
import { type Account, findAccount, highestMark } from './accounts'
import { relationChanges } from './relation-changes'
import { type RelationRow, toRelation } from './relation-row'

/**
 * One read of the viewer's partition, which is from one moment, beside the accounts of the authors; then the accounts
 * of the followees, for their marks. Accounts are read after the relations began to be: a mark that was raised before a
 * post was stored is found by whoever can find the post.
 */
export async function viewerRelations(session: Session, params: ViewerRelationsParams): Promise<ViewerRelations> {
  const { tenant, viewerId, authorIds } = params
  const asked = [...new Set([viewerId, ...authorIds])]
  const account = async (userId: UserId): Promise<readonly [UserId, Account]> => [
    userId,
    await findAccount(session, tenant, userId),
  ]
  const [{ user, relations }, first] = await Promise.all([
    relationChanges.all(session, { tenant, userId: viewerId }),
    Promise.all(asked.map(account)),
  ])
  const accounts = new Map(first)
  const followees = relations.filter(({ follow }) => follow === 'accepted').map(({ other_id }) => other_id)
  for (const [userId, found] of await Promise.all(followees.filter((id) => !accounts.has(id)).map(account))) {
    accounts.set(userId, found)
  }

  const pullAuthors = pullAuthorsOf([...new Set([viewerId, ...followees])], accounts, params)
  const { newFollowees, moreNewFollowees } = followedSince(relations, params)
  const rows = new Map(relations.map((row) => [row.other_id, row]))
  const listed = [...authorIds, ...pullAuthors.map(({ authorId }) => authorId), ...newFollowees]
  return {
    graphVersion: user.graph_version ?? 0,
    relations: new Map<UserId, Relation>(
      listed.map((userId) => [userId, toRelation(rows.get(userId), accounts.get(userId)?.visibility ?? 'public')]),
    ),
    pullAuthors,
    newFollowees,
    moreNewFollowees,
  }
}

function pullAuthorsOf(
  authorIds: readonly UserId[],
  accounts: ReadonlyMap<UserId, Account>,
  { readerClass, pulledAbove }: ViewerRelationsParams,
): readonly PullAuthor[] {
  return authorIds.flatMap((authorId) => {
    const account = accounts.get(authorId)
    const pulledUpTo = account === undefined ? undefined : highestMark(account, readerClass)
    const counts = pulledUpTo !== undefined && (pulledAbove === undefined || pulledUpTo > pulledAbove)
    return counts ? [{ authorId, pulledUpTo }] : []
  })
}

function followedSince(
  relations: readonly RelationRow[],
  { followedAfterVersion, newFolloweesLimit }: ViewerRelationsParams,
): Pick<ViewerRelations, 'newFollowees' | 'moreNewFollowees'> {
  if (followedAfterVersion === undefined) return { newFollowees: [], moreNewFollowees: false }
  const newer = relations
    .filter(({ follow, follow_version }) => follow === 'accepted' && (follow_version ?? 0) > followedAfterVersion)
    .sort((a, b) => (a.follow_version ?? 0) - (b.follow_version ?? 0))
    .map(({ other_id }) => other_id)
  return { newFollowees: newer.slice(0, newFolloweesLimit), moreNewFollowees: newer.length > newFolloweesLimit }
}
