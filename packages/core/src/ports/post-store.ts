import type {
  Position,
  PostContent,
  PostId,
  PostRecord,
  PostRevision,
  PostState,
  PostVisibility,
  TenantId,
  UserId,
} from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'
import type { Outbox, OutboxEvent } from './outbox'

export interface PostStoreCapabilities extends AdapterCapabilities {
  /**
   * `put`, `update` and `tombstone` store their events in the same transaction, and {@link PostStore.outbox} is
   * there to relay them. Without it the engine cannot promise that a post is ever pushed, so it pulls every post.
   */
  readonly transactionalOutbox: boolean
  /** Expired posts are removed by the store in its own time. Without it they stay, hidden by the engine. */
  readonly expiry: boolean
  /**
   * {@link PostStore.versions} is there. A store whose posts are also changed by others, who do not raise versions,
   * must not declare it.
   */
  readonly versions: boolean
  /** {@link PostStore.history} is there: `update` keeps what an edit replaces. */
  readonly history: boolean
}

export interface PutPostParams {
  readonly tenant: TenantId
  /** Has `version: 1` and any `state` but `deleted`. */
  readonly post: PostRecord
  /** Scoped to the author: one key never names two posts. */
  readonly idempotencyKey?: string
  /** Stored atomically with the post, only when it is `created`. */
  readonly events: readonly OutboxEvent[]
}

/**
 * - `created`: the post is stored now.
 * - `exists`: nothing was written; `post` is what is stored under the id, or under the author's idempotency key
 *   (which wins). Whether it is the same request is for the engine to tell, by `fingerprint` and `authorId`.
 * - `gone`: nothing was written; the author's idempotency key names a post that was deleted, or else the id has a
 *   tombstone (of whichever author).
 */
export type PutPostResult =
  | { readonly status: 'created' }
  | { readonly status: 'exists'; readonly post: PostRecord }
  | { readonly status: 'gone' }

export interface UpdatePostParams {
  readonly tenant: TenantId
  readonly postId: PostId
  readonly authorId: UserId
  /** Fields to change; the others keep their value. */
  readonly change: Partial<PostContent> & {
    readonly visibility?: PostVisibility
    readonly state?: Exclude<PostState, 'deleted'>
  }
  /** Changes the post only while it has this version, and answers `conflict` if it has another. */
  readonly expectedVersion?: number
  readonly events: readonly OutboxEvent[]
}

/**
 * `missing` also when the post belongs to another author. `updated.post` is the record after the change,
 * `conflict.post` the record as it was found: nothing was written.
 */
export type UpdatePostResult =
  | { readonly status: 'updated'; readonly post: PostRecord }
  | { readonly status: 'conflict'; readonly post: PostRecord }
  | { readonly status: 'missing' }
  | { readonly status: 'gone' }

export interface TombstoneParams {
  readonly tenant: TenantId
  readonly postId: PostId
  /** Of the id, for stores that find posts by position. */
  readonly position: Position
  readonly authorId: UserId
  readonly events: readonly OutboxEvent[]
}

export interface AuthorRange {
  readonly authorId: UserId
  /** Exclusive upper bound; absent: from the newest post. */
  readonly before?: Position
}

/** Positions of one author, newest first. */
export interface AuthorPage {
  readonly authorId: UserId
  readonly positions: readonly Position[]
  /**
   * Whether the author may have posts below the last position. May be `true` in vain, never `false` in vain; never
   * `true` on a page without positions.
   */
  readonly more: boolean
}

/**
 * Posts: the truth that every feed is made of. Neither side changes bytes in place that it has been given. Every read sees every write that was acknowledged before it began.
 * Errors are `FeedError`s: `UNAVAILABLE` when nothing was written, `OUTCOME_UNKNOWN` when it may have been.
 */
export interface PostStore extends Adapter {
  readonly capabilities: PostStoreCapabilities

  /** Stores a post. Atomic with its events and its idempotency key; repeating it changes nothing. */
  put(params: PutPostParams, call?: PortCall): Promise<PutPostResult>

  /**
   * Reads posts by id, in one round trip where the store can. Ids that were never stored are left out. A deleted
   * post comes back with `state: 'deleted'` and an empty body; a tombstone may be left out only if its id was never put.
   */
  getMany(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, PostRecord>>

  /**
   * Current versions: what somebody asks who has read the posts before. Exactly the ids that `getMany` would answer,
   * deleted ones too, each with the version that it would show: two records of one id and version are the same.
   * Present exactly when `capabilities.versions`.
   */
  versions?(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[] },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, number>>

  /**
   * Lists posts of many authors, at most `limitPerAuthor` of each, newest first, strictly below each `before`.
   * Answers in the order of `authors`, one page each, also for authors without posts. Leaves out deleted posts;
   * keeps withheld, private and expired ones. An author may be asked for once per call.
   */
  listByAuthors(
    params: { readonly tenant: TenantId; readonly authors: readonly AuthorRange[]; readonly limitPerAuthor: number },
    call?: PortCall,
  ): Promise<readonly AuthorPage[]>

  /**
   * Changes a post and raises its version by one. Atomic with its events, with the comparison of `expectedVersion`, and
   * with the revision that a store with a history keeps when the change names any field of the content.
   */
  update(params: UpdatePostParams, call?: PortCall): Promise<UpdatePostResult>

  /**
   * Deletes a post for ever, or an id before it was ever put: a later `put` of the id answers `gone`. The body is
   * erased, and its history with it, for every read at once and from the medium in the store's own time, and the version raised. `deleted` the first time, atomically with the events; `already` afterwards, writing nothing;
   * `missing` when a post with that id, deleted or not, belongs to another author, which is left as it is. The tombstone
   * of an id that was never put belongs to nobody: `already`, and `gone` by `update`, to every author.
   */
  tombstone(params: TombstoneParams, call?: PortCall): Promise<{ readonly status: 'deleted' | 'already' | 'missing' }>

  /**
   * What a post said before its edits, newest first, at most `limit`, which is 1 or more. The newest `REVISIONS_KEPT`
   * are there. Empty for a post that was never edited, is deleted, or was never put. Present exactly when
   * `capabilities.history`.
   */
  history?(
    params: { readonly tenant: TenantId; readonly postId: PostId; readonly limit: number },
    call?: PortCall,
  ): Promise<readonly PostRevision[]>

  /** Present exactly when `capabilities.transactionalOutbox`. */
  readonly outbox?: Outbox
}
