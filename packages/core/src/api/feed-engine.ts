import type { FollowState, Post, PostId } from '../model'
import type { DeliveryPolicyOptions } from '../policy/delivery-policy'
import type {
  PopularAuthor,
  PopularAuthorsRequest,
  SuggestedFollow,
  SuggestedFollowsRequest,
  TrendingPosts,
  TrendingRequest,
} from './discovery'
import type { FeedPage, NewPosts, PostCounts, PostVersion } from './page'
import type {
  AccountVisibilityRequest,
  CallOptions,
  CountersRequest,
  EditPostRequest,
  FollowRequest,
  HomeTimelineRequest,
  MarkSeenRequest,
  ModerationRequest,
  NewPostsRequest,
  PostRequest,
  PostVisibilityRequest,
  ProfileChangedRequest,
  PublishRequest,
  RecordInteractionsRequest,
  ReplayRequest,
  TargetRequest,
  UserTimelineRequest,
} from './requests'

/**
 * The engine's public face. Every call checks its input first (`INVALID_ARGUMENT`, `INVALID_ID`, …: nothing has
 * happened), is safe to repeat, and fails only with a `FeedError`.
 */
export interface FeedEngine<Body> extends AsyncDisposable {
  /**
   * Follows: `accepted`, or `pending` if the followee's account is private. Posts of the followee are in every home
   * timeline read from now on. `BLOCKED` if either blocks the other, `FOLLOW_LIMIT` beyond the configured number.
   */
  follow(request: FollowRequest, options?: CallOptions): Promise<{ readonly state: FollowState }>
  /** Ends a follow, or withdraws or rejects a pending one. Without one it does nothing. */
  unfollow(request: FollowRequest, options?: CallOptions): Promise<void>
  /** Accepts a pending follow. `NOT_FOUND` without one; an accepted one stays as it is. */
  approveFollow(request: FollowRequest, options?: CallOptions): Promise<void>
  /** `private`: new follows need approval, and posts are for accepted followers. Existing follows stay. */
  setAccountVisibility(request: AccountVisibilityRequest, options?: CallOptions): Promise<void>

  /**
   * Publishes a post. Once it resolves the post is durable and can't be lost: it is in its author's feed at once, in
   * feeds that pull the author at once, and in all others when the workers have applied it.
   */
  publish(request: PublishRequest<Body>, options?: CallOptions): Promise<Post<Body>>
  /** Deletes a post for ever. No read that starts afterwards shows it. `FORBIDDEN` for someone else's post. */
  deletePost(request: PostRequest, options?: CallOptions): Promise<void>
  /** Changes who may see a post, for every read that starts afterwards. */
  setPostVisibility(request: PostVisibilityRequest, options?: CallOptions): Promise<Post<Body>>
  /**
   * Changes what a post says. Every read that starts afterwards shows the new version. `FORBIDDEN` for someone else's
   * post, `INVALID_ARGUMENT` for a repost without a body of its own. Where the post says all of it already, whatever
   * its version, the call stores nothing and succeeds: so it is safe to repeat.
   */
  editPost(request: EditPostRequest<Body>, options?: CallOptions): Promise<Post<Body>>
  /**
   * What a post says, and what it said before its edits, the newest 32 of them, newest first; empty if there is no post
   * that the viewer may see. `UNSUPPORTED` if the post store keeps no history.
   */
  postHistory(
    request: { readonly postId: string; readonly viewerId: string },
    options?: CallOptions,
  ): Promise<readonly PostVersion<Body>[]>
  /**
   * Hides a post from every reader, its author included, and reposts of it, in every read that starts afterwards. For
   * moderators: the engine does not ask who calls. `GONE` if the post was deleted.
   */
  withholdPost(request: ModerationRequest, options?: CallOptions): Promise<void>
  /** Shows a withheld post again, at its old place in every feed. */
  releasePost(request: ModerationRequest, options?: CallOptions): Promise<void>
  /** A post as the viewer may see it; `null` if there is none that the viewer may see. */
  getPost(
    request: { readonly postId: string; readonly viewerId: string },
    options?: CallOptions,
  ): Promise<Post<Body> | null>

  /**
   * Tells what a viewer did, for signals and counters. Resolves when it is durable on the bus; workers bring it into the
   * stores, each interaction once, in whatever order they come, and `drain` waits for that. A post that the viewer may
   * not see is `NOT_FOUND`, and then nothing of the call is recorded. `UNSUPPORTED` without a bus, or with neither
   * signals nor counters. Safe to repeat with the same `eventId`s.
   *
   * Replies, reposts and quotes that are published here, and their deletion, count by themselves, and as surely as the
   * post; a follow does too, but is lost if the bus can't be reached right then. Where the post store has no outbox, that
   * holds for the others as well.
   */
  recordInteractions(request: RecordInteractionsRequest, options?: CallOptions): Promise<void>

  /** Hides the target's posts and reposts from the user's home timeline. The target does not notice. */
  mute(request: TargetRequest, options?: CallOptions): Promise<void>
  unmute(request: TargetRequest, options?: CallOptions): Promise<void>
  /** Ends follows both ways and hides either one's posts from the other. */
  block(request: TargetRequest, options?: CallOptions): Promise<void>
  /** Ends the block. Follows that it ended do not come back. */
  unblock(request: TargetRequest, options?: CallOptions): Promise<void>

  /**
   * Tells that a profile has changed in the directory, or ended: call it after the change. Older versions are gone from
   * this process and the shared cache when it resolves, and from the other processes as soon as they hear of it; without
   * it, or a bus, they go when their time ends. Safe to repeat; if it fails, some may know already.
   */
  profileChanged(request: ProfileChangedRequest, options?: CallOptions): Promise<void>

  /**
   * How often posts were liked, answered, reposted, quoted and viewed, by post, and whether the viewer likes them: of every
   * post asked for, zeros if nothing was counted. Whether the viewer may see the posts is not checked. Sees what workers
   * have applied; `UNSUPPORTED` without `stores.counters`.
   */
  counters(request: CountersRequest, options?: CallOptions): Promise<ReadonlyMap<PostId, PostCounts>>

  /**
   * What the viewer should see now, newest first, or by score. With the option `discovery`, a feed that ends on its first
   * page before that is full goes on with posts of others, and says so in `discovered`.
   */
  homeTimeline(request: HomeTimelineRequest, options?: CallOptions): Promise<FeedPage<Body>>
  /**
   * How many posts the viewer's home timeline has above an earlier page, by the same rules, newest first. Looks at
   * no more than it counts, and is no visit: made to be asked every so often.
   */
  newPosts(request: NewPostsRequest, options?: CallOptions): Promise<NewPosts>
  /**
   * Remembers what the viewer has seen, for `hideSeen`. Of more than 2,000 posts those are forgotten that were marked
   * longest ago and least often. Safe to repeat. `UNSUPPORTED` without `stores.signals`.
   */
  markSeen(request: MarkSeenRequest, options?: CallOptions): Promise<void>
  /** One author's posts as the viewer may see them, newest first. Mutes do not apply: the viewer asked for them. */
  userTimeline(request: UserTimelineRequest, options?: CallOptions): Promise<FeedPage<Body>>

  /**
   * What is engaged with most now: everywhere, or in a topic, a region, a topic in a region. Likes, answers, reposts and
   * quotes of others count as in the engagement of the default score, with a half-life of 6 hours, and each of a viewer
   * once an hour at most; of a post with many topics the first five count. Public posts of public accounts, by the rules
   * of a user timeline, without authors whom the viewer mutes; a repost counts for its original. Up to ten seconds old.
   * `UNSUPPORTED` without `stores.signals` and the option `discovery`.
   */
  trending(request: TrendingRequest, options?: CallOptions): Promise<TrendingPosts<Body>>
  /**
   * Public accounts whose posts are engaged with most, everywhere or in a topic, with a half-life of 7 days; everywhere,
   * new followers count too. Highest score first, ties by id. Without the viewer, whom they follow or have asked to, and
   * whom they block, mute, or are blocked by. Up to ten seconds old. `UNSUPPORTED` as `trending`.
   */
  popularAuthors(request: PopularAuthorsRequest, options?: CallOptions): Promise<readonly PopularAuthor[]>
  /**
   * Whom those follow whom the viewer follows, most often first, ties by id: of at most 50 of the viewer's followees, at
   * most 100 of theirs. Without the viewer, whom they follow or have asked to, and whom they block, mute, or are blocked
   * by. `stores.cache`, if it is there, remembers for five minutes who follows whom; the viewer's own relations are as
   * they are now. Needs the graph alone.
   */
  suggestedFollows(request: SuggestedFollowsRequest, options?: CallOptions): Promise<readonly SuggestedFollow[]>

  /** Forgets the viewer's timeline and fills it anew from the stores. */
  rebuildTimeline(request: { readonly viewerId: string }, options?: CallOptions): Promise<void>

  /**
   * Starts the workers in this process, of the fan-out and of the interactions, and looks after events that other processes left in the outbox. Does
   * nothing if they run; fails with the bus's error, and may be tried again, if they can't.
   */
  startWorkers(): Promise<void>
  /** Stops them: running tasks are finished, the rest is left to other processes. */
  stopWorkers(): Promise<void>
  /**
   * Resolves when outbox and bus are empty, and counters saved in their archive: everything acknowledged before is
   * applied. For tests and demos.
   */
  drain(options?: CallOptions): Promise<void>
  /**
   * Hands workers every event kept since a time once more. Of posts it repairs timelines, and changes no right one; of
   * interactions it repairs counters that lost their latest changes, and counts nothing twice.
   */
  replay(request: ReplayRequest, options?: CallOptions): Promise<{ readonly events: number }>
  /** Replaces the delivery policy for posts published from now on. Nothing is lost or repeated by it. */
  setPolicy(policy: DeliveryPolicyOptions): void
  /** Stops workers and closes stores that the engine created. May be called again. */
  close(): Promise<void>
}
