import type {
  FollowState,
  PullAuthor,
  Relation,
  UserId,
  ViewerRelations,
  ViewerRelationsParams,
} from '@feed-engine/core'

/** The row of the statement `VIEWER_RELATIONS`. */
export interface RelationsRow {
  readonly graph_version: number
  /** JSON: the highest mark that counts, by author. */
  readonly marks: string | null
  /** JSON lists of ids. New followees are in the order of their versions. */
  readonly fresh: string | null
  readonly accepted: string | null
  readonly pending: string | null
  readonly blocking: string | null
  readonly blocked_by: string | null
  readonly muting: string | null
  readonly private: string | null
}

/** Parameters of the statement. */
export function relationValues(params: ViewerRelationsParams): unknown[] {
  const { tenant, viewerId, authorIds, readerClass, pulledAbove, followedAfterVersion, newFolloweesLimit } = params
  return [tenant, viewerId, authorIds, readerClass, pulledAbove ?? '', followedAfterVersion ?? null, newFolloweesLimit]
}

export function relationsFrom(row: RelationsRow, params: ViewerRelationsParams): ViewerRelations {
  const fresh = row.fresh === null ? [] : (JSON.parse(row.fresh) as readonly UserId[])
  const newFollowees = fresh.slice(0, params.newFolloweesLimit)
  const pullAuthors = pullAuthorsOf(row)
  const relationTo = relationsOf(row)
  const relations = new Map<UserId, Relation>()
  for (const userId of params.authorIds) relations.set(userId, relationTo(userId))
  for (const { authorId } of pullAuthors) relations.set(authorId, relationTo(authorId))
  for (const userId of newFollowees) relations.set(userId, relationTo(userId))
  return {
    graphVersion: Number(row.graph_version),
    relations,
    pullAuthors,
    newFollowees,
    moreNewFollowees: fresh.length > newFollowees.length,
  }
}

function pullAuthorsOf({ marks }: RelationsRow): readonly PullAuthor[] {
  if (marks === null) return []
  const byAuthor = JSON.parse(marks) as Readonly<Record<UserId, string>>
  return Object.entries(byAuthor).map(([authorId, pulledUpTo]) => ({ authorId, pulledUpTo }))
}

function relationsOf(row: RelationsRow): (userId: UserId) => Relation {
  const accepted = idsIn(row.accepted)
  const pending = idsIn(row.pending)
  const blocking = idsIn(row.blocking)
  const blockedBy = idsIn(row.blocked_by)
  const muting = idsIn(row.muting)
  const hidden = idsIn(row.private)
  const follow = (userId: UserId): FollowState | 'none' =>
    accepted.has(userId) ? 'accepted' : pending.has(userId) ? 'pending' : 'none'
  return (userId) => ({
    follow: follow(userId),
    blocking: blocking.has(userId),
    blockedBy: blockedBy.has(userId),
    muting: muting.has(userId),
    account: hidden.has(userId) ? 'private' : 'public',
  })
}

const NOBODY: ReadonlySet<UserId> = new Set()

function idsIn(json: string | null): ReadonlySet<UserId> {
  return json === null ? NOBODY : new Set(JSON.parse(json) as readonly UserId[])
}
