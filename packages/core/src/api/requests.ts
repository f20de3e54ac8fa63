import type { AccountVisibility, InteractionKind, PostId, PostVisibility, UserId } from '../model'

/** Last parameter of every call of the engine. */
export interface CallOptions {
  /** Ends the call early with `ABORTED`; a write may then have happened or not. */
  readonly signal?: AbortSignal
  /**
   * Milliseconds that the call may take, 1 to 600,000. After that a read fails with `DEADLINE_EXCEEDED` and a write
   * with `OUTCOME_UNKNOWN`.
   * @defaultValue the engine's `deadlineMs`, 10,000
   */
  readonly deadlineMs?: number
}

export interface FollowRequest {
  readonly followerId: UserId
  readonly followeeId: UserId
}

export interface TargetRequest {
  readonly userId: UserId
  readonly targetId: UserId
}

export interface AccountVisibilityRequest {
  readonly userId: UserId
  readonly visibility: AccountVisibility
}

/** What is published. A post refers to at most one other as reply, repost or quote. */
export interface PublishRequest<Body> {
  readonly authorId: UserId
  /** Required but for a repost. */
  readonly body?: Body
  /** @defaultValue 'public' */
  readonly visibility?: PostVisibility
  /**
   * 1 to 256 bytes, scoped to the author: repeating the call with the same key and content returns the first post,
   * with other content it fails with `ID_CONFLICT`.
   */
  readonly idempotencyKey?: string
  /** An id minted by the caller, for imports and backdating. Its time is the post's `createdAtMs`. */
  readonly id?: PostId
  readonly inReplyTo?: PostId
  readonly repostOf?: PostId
  readonly quoteOf?: PostId
  /** At most 32, of 1 to 256 bytes each. */
  readonly topics?: readonly string[]
  readonly contentType?: string
  /** At most 32, of 1 to 1,024 bytes each. */
  readonly mediaRefs?: readonly string[]
  /** Milliseconds since the Unix epoch, in the future. */
  readonly expiresAtMs?: number
  readonly homeRegion?: string
}

export interface PostRequest {
  readonly postId: PostId
  /** Who asks: only the author may change a post. */
  readonly authorId: UserId
}

/** What is to change; fields that are not given stay as they are. At least one has to be given. */
export interface EditPostRequest<Body> extends PostRequest {
  readonly body?: Body
  /** At most 32, of 1 to 256 bytes each; an empty list takes them away. */
  readonly topics?: readonly string[]
  readonly contentType?: string
  /** At most 32, of 1 to 1,024 bytes each; an empty list takes them away. */
  readonly mediaRefs?: readonly string[]
  /** The version that the author has seen: `VERSION_CONFLICT` if the post has another by now. @defaultValue any */
  readonly expectedVersion?: number
}

/** A post that is moderated. Who may do that is for the application to know: the engine asks nobody. */
export interface ModerationRequest {
  readonly postId: PostId
}

export interface PostVisibilityRequest extends PostRequest {
  readonly visibility: PostVisibility
}

export interface ProfileChangedRequest {
  readonly userId: UserId
  /** The version after the change, 0 to 2^53 − 1: what is below is outdated. */
  readonly version: number
}

export interface CountersRequest {
  /** 1 to 200. */
  readonly postIds: readonly PostId[]
  /** Whose likes are asked for. */
  readonly viewerId?: UserId
}

export interface ReplayRequest {
  /** Milliseconds since the Unix epoch, by the clock of the bus. */
  readonly fromMs: number
  /** `posts`: their fan-out to timelines. `counters`: interactions, for `stores.counters`. @defaultValue 'posts' */
  readonly of?: 'posts' | 'counters'
}

/** `cached` reads timelines and falls back to the stores; `strict` reads the stores alone. */
export type ReadMode = 'cached' | 'strict'

export type RankingMode = 'chronological' | 'ranked'

export interface HomeTimelineRequest {
  readonly viewerId: UserId
  /** Posts on the page, an integer in 1..100. @defaultValue 20 */
  readonly limit?: number
  /** `nextCursor` or `gapCursor` of the page before; absent: the newest page. */
  readonly cursor?: string
  /**
   * `topCursor` of an earlier first page, for the newest page: its `gapCursor` leads to the posts between the two. Newest
   * first, whatever the engine's default; not together with `cursor`.
   */
  readonly since?: string
  /**
   * Leaves out what `markSeen` was told of, and reposts of it. To be said with every page. `UNSUPPORTED` without
   * `stores.signals`. @defaultValue false
   */
  readonly hideSeen?: boolean
  /** @defaultValue 'cached' */
  readonly read?: ReadMode
  /**
   * Newest first, or by score. Decided by the first page: its `nextCursor` goes on in its order, and a `ranked` one is
   * refused (`CURSOR_SCOPE`) if the request says `chronological`. @defaultValue the engine's `ranking.default`
   */
  readonly ranking?: RankingMode
  /**
   * Where the viewer is, as posts have it in `homeRegion`, 1 to 256 bytes: what is discovered there comes before what is
   * discovered elsewhere. Changes nothing of the feed itself.
   */
  readonly region?: string
  /** Lists what was dropped and why, for developers: it may name posts that the viewer must not see. @defaultValue false */
  readonly debug?: boolean
}

export interface NewPostsRequest {
  readonly viewerId: UserId
  /** `topCursor` of a first page. */
  readonly since: string
  /** Counts no further, an integer in 1..100. @defaultValue 20 */
  readonly cap?: number
}

export interface MarkSeenRequest {
  readonly viewerId: UserId
  /** 1 to 100. Of a repost, its own id, and that of the original if that was seen as well. */
  readonly postIds: readonly PostId[]
}

export interface UserTimelineRequest {
  readonly viewerId: UserId
  readonly authorId: UserId
  /** Posts on the page, an integer in 1..100. @defaultValue 20 */
  readonly limit?: number
  readonly cursor?: string
}

/** What a viewer did. */
export interface Interaction {
  /**
   * `view`, `like`, `unlike`, `reply`, `repost` and `quote` name the post that was viewed, liked, answered, … `follow`,
   * `hide` ("see fewer of this author") and `unhide` name an author, or a post whose author is meant.
   *
   * The engine tells by itself of the follows, replies, reposts and quotes that go through it: hand in only others.
   */
  readonly kind: InteractionKind
  /** A post that the viewer may see. */
  readonly postId?: PostId
  /** Somebody else than the viewer. */
  readonly authorId?: UserId
  /**
   * 1 to 256 bytes, one for each thing that the viewer does: what is handed in under the same name once more counts no
   * second time. Without it a call that is repeated counts twice.
   */
  readonly eventId?: string
  /**
   * When it happened, milliseconds since the Unix epoch: at most 30 days ago, and at most 5 seconds ahead. Of a like and
   * an unlike at the same time the like counts. @defaultValue now
   */
  readonly atMs?: number
}

export interface RecordInteractionsRequest {
  readonly viewerId: UserId
  /** 1 to 100. */
  readonly interactions: readonly Interaction[]
}
