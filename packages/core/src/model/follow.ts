import type { UserId } from './ids'
import type { Position } from './position'

/** `pending` until the followee of a private account approves. Only `accepted` follows carry posts. */
export type FollowState = 'pending' | 'accepted'

/** Whether follows of an account need approval, and whether its posts are for accepted followers only. */
export type AccountVisibility = 'public' | 'private'

/** Everything that decides whether a viewer may see somebody's posts. */
export interface Relation {
  readonly follow: FollowState | 'none'
  /** The viewer blocks the other user. */
  readonly blocking: boolean
  /** The other user blocks the viewer. */
  readonly blockedBy: boolean
  /** The viewer mutes the other user. */
  readonly muting: boolean
  /** The other user's account visibility. */
  readonly account: AccountVisibility
}

/** An author whose posts, up to a position, are not in the timelines of a viewer's class. */
export interface PullAuthor {
  readonly authorId: UserId
  /** No pulled post of the author lies above this position. */
  readonly pulledUpTo: Position
}
