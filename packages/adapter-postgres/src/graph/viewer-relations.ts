import type {
  FollowState,
  PullAuthor,
  Relation,
  UserId,
  ViewerRelations,
  ViewerRelationsParams,
} from '@feed-engine/core'

/** A row of the statement `VIEWER_RELATIONS`. */
export interface RelationRow {
  readonly graph_version: number
  /** Null in the only row of an answer without users. */
  readonly user_id: UserId | null
  /** The marks that count, comma-separated. */
  readonly marks: string | null
  /** Version of a new followee. */
  readonly fresh: number | null
  readonly follow: FollowState | 'none'
  readonly blocking: boolean
  readonly blocked_by: boolean
  readonly muting: boolean
  readonly private: boolean
}

/** Parameters of the statement. */
export function relationValues(params: ViewerRelationsParams): unknown[] {
  const { tenant, viewerId, authorIds, readerClass, pulledAbove, followedAfterVersion, newFolloweesLimit } = params
  return [tenant, viewerId, authorIds, readerClass, pulledAbove ?? '', followedAfterVersion ?? null, newFolloweesLimit]
}

export function relationsFrom(rows: readonly RelationRow[], params: ViewerRelationsParams): ViewerRelations {
  const relations = new Map<UserId, Relation>()
  const pullAuthors: PullAuthor[] = []
  const newFollowees: UserId[] = []
  const asked = new Set(params.authorIds)
  let moreNewFollowees = false
  for (const row of rows) {
    if (row.user_id === null) continue
    const isListed = row.fresh !== null && newFollowees.length < params.newFolloweesLimit
    if (isListed) newFollowees.push(row.user_id)
    else if (row.fresh !== null) moreNewFollowees = true
    if (row.marks !== null) pullAuthors.push({ authorId: row.user_id, pulledUpTo: highestOf(row.marks) })
    if (isListed || row.marks !== null || asked.has(row.user_id)) relations.set(row.user_id, relationOf(row))
  }
  return {
    graphVersion: Number(rows[0]?.graph_version ?? 0),
    relations,
    pullAuthors,
    newFollowees,
    moreNewFollowees,
  }
}

function relationOf(row: RelationRow): Relation {
  return {
    follow: row.follow,
    blocking: row.blocking,
    blockedBy: row.blocked_by,
    muting: row.muting,
    account: row.private ? 'private' : 'public',
  }
}

function highestOf(marks: string): string {
  return marks.split(',').reduce((highest, mark) => (mark > highest ? mark : highest))
}
