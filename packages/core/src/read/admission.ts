import type { PostRecord, Relation, UserId } from '../model'

/** Why a candidate is not shown. */
export type DropReason =
  | 'missing'
  | 'deleted'
  | 'withheld'
  | 'expired'
  | 'not-followed'
  | 'blocked'
  | 'muted'
  | 'visibility'
  | 'reply'
  | 'original'
  | 'undecodable'
  | 'repeated-original'
  | 'seen'
  | 'served'
  | 'fatigue'

/** Everything that decides about one candidate. */
export interface AdmissionRules {
  readonly viewerId: UserId
  readonly nowMs: number
  /** Home: the viewer has to follow the author, and mutes hide. */
  readonly home: boolean
  readonly replies: 'all' | 'both-followed'
}

/** Stored posts and relations that have been read for this page. */
export interface Evidence {
  post(postId: string): PostRecord | undefined
  relation(userId: UserId): Relation | undefined
}

/**
 * The definition of what a viewer may see, as a pure function of what the stores said during this read. What is not
 * known is not shown.
 */
export function admit(post: PostRecord | undefined, rules: AdmissionRules, evidence: Evidence): DropReason | null {
  if (post === undefined) return 'missing'
  const dropped = admitAlone(post, rules, evidence)
  if (dropped !== null) return dropped
  if (rules.home && post.authorId !== rules.viewerId) {
    if (evidence.relation(post.authorId)?.follow !== 'accepted') return 'not-followed'
    if (rules.replies === 'both-followed' && !followsBothEnds(post, rules, evidence)) return 'reply'
  }
  if (post.repostOf !== undefined) {
    const original = evidence.post(post.repostOf.postId)
    if (original === undefined || admitAlone(original, rules, evidence) !== null) return 'original'
  }
  return null
}

/** Whether the viewer may see a post by itself: state, expiry, blocks, mutes, visibility of post and account. */
function admitAlone(post: PostRecord, rules: AdmissionRules, evidence: Evidence): DropReason | null {
  if (post.state !== 'visible') return post.state
  if (post.expiresAtMs !== undefined && post.expiresAtMs <= rules.nowMs) return 'expired'
  if (post.authorId === rules.viewerId) return null
  const relation = evidence.relation(post.authorId)
  if (relation === undefined) return 'visibility'
  if (relation.blocking || relation.blockedBy) return 'blocked'
  if (rules.home && relation.muting) return 'muted'
  if (post.visibility === 'private') return 'visibility'
  const followersOnly = post.visibility === 'followers' || relation.account === 'private'
  return followersOnly && relation.follow !== 'accepted' ? 'visibility' : null
}

/** A reply is of interest to those who know both ends; the viewer knows itself. */
function followsBothEnds(post: PostRecord, rules: AdmissionRules, evidence: Evidence): boolean {
  const parentAuthor = post.inReplyTo?.authorId
  if (parentAuthor === undefined || parentAuthor === rules.viewerId || parentAuthor === post.authorId) return true
  return evidence.relation(parentAuthor)?.follow === 'accepted'
}
