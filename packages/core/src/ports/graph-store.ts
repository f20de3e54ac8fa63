import type {
  AccountVisibility,
  Delivery,
  DeliveryState,
  Position,
  PullAuthor,
  ReaderClass,
  Relation,
  TenantId,
  UserId,
} from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'

export interface GraphStoreCapabilities extends AdapterCapabilities {
  /** `followers` accepts a `cell`; without this it fails with `UNSUPPORTED` when one is given. */
  readonly followersByCell: boolean
}

export interface FollowParams {
  readonly tenant: TenantId
  readonly followerId: UserId
  readonly followeeId: UserId
}

/** `changed` is false when the follow was already in that state. */
export type FollowResult =
  | { readonly status: 'accepted' | 'pending'; readonly changed: boolean }
  | { readonly status: 'blocked' | 'limit' }

/** A direction between two users: `userId` acts on `targetId`. */
export interface PairParams {
  readonly tenant: TenantId
  readonly userId: UserId
  readonly targetId: UserId
}

/** One slice of the users by `cellOf(userId, count)`. */
export interface Cell {
  readonly index: number
  readonly count: number
}

export interface EdgePageParams {
  readonly tenant: TenantId
  readonly userId: UserId
  /** Exclusive lower bound, a user id; absent: from the first. */
  readonly after?: UserId
  readonly limit: number
}

export interface FollowersPageParams extends EdgePageParams {
  /** Inclusive upper bound, a user id; absent: to the last. */
  readonly through?: UserId
  readonly cell?: Cell
}

/** User ids in the store's own fixed order, and where to go on: absent exactly at the end. */
export interface EdgePage {
  readonly userIds: readonly UserId[]
  readonly next?: UserId
}

export interface ViewerRelationsParams {
  readonly tenant: TenantId
  readonly viewerId: UserId
  /** Authors whose relation is asked for. */
  readonly authorIds: readonly UserId[]
  readonly readerClass: ReaderClass
  /** Leave out pull authors whose `pulledUpTo` is at or below this position; absent: none. */
  readonly pulledAbove?: Position
  /** Accepted follows with a version above this are `newFollowees`; absent: none are asked for. */
  readonly followedAfterVersion?: number
  /** Largest number of new followees to list. */
  readonly newFolloweesLimit: number
}

export interface ViewerRelations {
  /**
   * Version of the viewer's follows: at least the version of every accepted follow that this answer could see, and
   * below the version of every one that is accepted afterwards.
   */
  readonly graphVersion: number
  /** Has every one of `authorIds`, every pull author and every new followee, the viewer itself included if asked. */
  readonly relations: ReadonlyMap<UserId, Relation>
  /** Accepted followees, and the viewer, who have a mark for a class above the reader's and above `pulledAbove`. */
  readonly pullAuthors: readonly PullAuthor[]
  /** Accepted followees above `followedAfterVersion`, at most `newFolloweesLimit`. */
  readonly newFollowees: readonly UserId[]
  /** More new followees exist than were listed. */
  readonly moreNewFollowees: boolean
}

export interface AuthorState {
  /** Accepted followers. */
  readonly followers: number
  /** Absent for an author whose delivery was never recorded. */
  readonly delivery?: DeliveryState
}

export interface RecordDeliveryParams {
  readonly tenant: TenantId
  readonly authorId: UserId
  /** Delivery of the author's latest decision; absent: leave it. */
  readonly delivery?: Delivery
  /** Raise `pulledUpTo[belowClass]` to `position`, unless it is higher already. */
  readonly pulled?: { readonly belowClass: ReaderClass; readonly position: Position }
}

/**
 * Who follows, blocks and mutes whom. Every read sees every write that was acknowledged before it began: relations
 * decide what may be seen, so a stale answer is a leak. Every write is atomic and idempotent.
 */
export interface GraphStore extends Adapter {
  readonly capabilities: GraphStoreCapabilities

  /**
   * Follows: accepted at once for a public account, else pending. Refused while either blocks the other (`blocked`),
   * or when a new edge would exceed `maxFollowees` accepted and pending ones (`limit`). An accepted follow stays
   * accepted; a pending one becomes accepted if the account is public by now. Each acceptance gets a version above
   * all earlier ones of the same follower.
   */
  follow(params: FollowParams & { readonly maxFollowees: number }, call?: PortCall): Promise<FollowResult>

  /** Accepts a pending follow, with a new version. `accepted` if it was accepted already, `missing` without one. */
  approveFollow(
    params: FollowParams,
    call?: PortCall,
  ): Promise<{ readonly status: 'approved' | 'accepted' | 'missing' }>

  /** Removes a follow in either state; also how a pending one is withdrawn or rejected. */
  unfollow(params: FollowParams, call?: PortCall): Promise<{ readonly removed: boolean }>

  /** Accepted followers of a user. Pages cover every follower who is there throughout. */
  followers(params: FollowersPageParams, call?: PortCall): Promise<EdgePage>

  /** Accepted followees of a user, under the same terms. */
  followees(params: EdgePageParams, call?: PortCall): Promise<EdgePage>

  /** Follows that wait for the user's approval. */
  pendingFollowers(params: EdgePageParams, call?: PortCall): Promise<EdgePage>

  /** Counts of accepted follows, exact, for each of the users. */
  counts(
    params: { readonly tenant: TenantId; readonly userIds: readonly UserId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<UserId, { readonly followers: number; readonly followees: number }>>

  /** Blocks, and removes the follows between the two, both ways and in either state, in the same step. */
  block(params: PairParams, call?: PortCall): Promise<void>
  /** Ends a block. Follows stay as they are: none comes back. */
  unblock(params: PairParams, call?: PortCall): Promise<void>
  mute(params: PairParams, call?: PortCall): Promise<void>
  unmute(params: PairParams, call?: PortCall): Promise<void>

  /** Sets whether an account is private; accounts are public until then. Existing follows keep their state. */
  setAccountVisibility(
    params: { readonly tenant: TenantId; readonly userId: UserId; readonly visibility: AccountVisibility },
    call?: PortCall,
  ): Promise<void>

  /** Everything of the graph that a read needs, in one round trip and from one moment. */
  viewerRelations(params: ViewerRelationsParams, call?: PortCall): Promise<ViewerRelations>

  /** What a delivery decision needs. `followers` may lag behind, all else is current. */
  authorState(params: { readonly tenant: TenantId; readonly authorId: UserId }, call?: PortCall): Promise<AuthorState>

  /** Durable before it answers: a pulled post is stored only after its mark. */
  recordDelivery(params: RecordDeliveryParams, call?: PortCall): Promise<void>
}
