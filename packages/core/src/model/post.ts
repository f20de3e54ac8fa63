import type { Delivery } from './delivery'
import type { PostId, UserId } from './ids'
import type { Position } from './position'

/** What a post is to the posts it refers to. */
export type PostKind = 'post' | 'reply' | 'repost' | 'quote'

/** `deleted` is final (a tombstone); `withheld` hides a post from every reader until it is `visible` again. */
export type PostState = 'visible' | 'deleted' | 'withheld'

/** Who may see a post: everybody, accepted followers of its author, or the author alone. */
export type PostVisibility = 'public' | 'followers' | 'private'

/** A reference to another post, with its author, so that relations can be asked for without reading the post. */
export interface PostRef {
  readonly postId: PostId
  readonly authorId: UserId
}

/** The part of a post that the engine understands. All times are milliseconds since the Unix epoch. */
export interface PostEnvelope {
  readonly id: PostId
  readonly authorId: UserId
  /** Always the time inside `id`: a post is backdated by minting its id in the past. */
  readonly createdAtMs: number
  readonly kind: PostKind
  /** Starts at 1 and grows with each change; a cache never replaces a higher version by a lower one. */
  readonly version: number
  readonly state: PostState
  readonly visibility: PostVisibility
  /** From this moment on no reader sees the post. */
  readonly expiresAtMs?: number
  readonly inReplyTo?: PostRef
  /** The post shown by a repost. A repost of a repost refers to the first original. */
  readonly repostOf?: PostRef
  readonly quoteOf?: PostRef
  readonly topics?: readonly string[]
  readonly contentType?: string
  readonly mediaRefs?: readonly string[]
  readonly homeRegion?: string
}

/** A post as the engine's callers see it. */
export interface Post<Body> extends PostEnvelope {
  /** The application's own content; absent in a repost without a comment. */
  readonly body: Body | undefined
}

/** A post as stores keep it: the envelope, the encoded body, and what the engine needs to find and deliver it. */
export interface PostRecord extends PostEnvelope {
  readonly position: Position
  readonly delivery: Delivery
  /** Output of the body codec; empty for a tombstone and for a repost without a body. Never modified in place. */
  readonly body: Uint8Array
  /** Digest of what the caller asked to publish: tells a retry from another request under the same id or key. */
  readonly fingerprint: string
}

/** What an edit may change: the body, and what describes it. */
export type PostContent = Pick<PostRecord, 'body' | 'topics' | 'contentType' | 'mediaRefs'>

/** What a post said before an edit. */
export interface PostRevision extends PostContent {
  /** The last version that said it. */
  readonly version: number
  /** When the edit was stored, by the clock of the store: milliseconds since the Unix epoch. */
  readonly replacedAtMs: number
}

/** Revisions of a post that a store with a history keeps: the newest ones. */
export const REVISIONS_KEPT = 32
