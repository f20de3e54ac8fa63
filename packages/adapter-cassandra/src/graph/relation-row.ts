import type { AccountVisibility, FollowState, Relation } from '@feed-engine/core'

/** The static columns of a partition of `relations`. */
export interface UserRow {
  /** Rises with every change of the partition; null before the first. */
  readonly revision: number | null
  /** Follows of this user, accepted and pending. */
  readonly edges: number | null
  /** Accepted ones. */
  readonly followees: number | null
  /** Version of the latest acceptance. */
  readonly graph_version: number | null
}

/** What a user has to do with another. */
export interface RelationColumns {
  readonly follow: FollowState | null
  readonly follow_version: number | null
  readonly blocking: boolean | null
  /** Revision of this partition when `blocking` changed last. */
  readonly block_revision: number | null
  readonly muting: boolean | null
  /** Told by the other one, at the revision of the other one's partition. */
  readonly blocked_by: boolean | null
  readonly told_revision: number | null
  /** Revision of a change that the others have not been told of yet. */
  readonly changed: number | null
}

export type RelationRow = UserRow & RelationColumns & { readonly other_id: string }

export const NO_USER: UserRow = { revision: null, edges: null, followees: null, graph_version: null }

export const NO_RELATION: RelationColumns = {
  follow: null,
  follow_version: null,
  blocking: null,
  block_revision: null,
  muting: null,
  blocked_by: null,
  told_revision: null,
  changed: null,
}

export function toRelation(row: RelationColumns | undefined, account: AccountVisibility): Relation {
  return {
    follow: row?.follow ?? 'none',
    blocking: row?.blocking === true,
    blockedBy: row?.blocked_by === true,
    muting: row?.muting === true,
    account,
  }
}
