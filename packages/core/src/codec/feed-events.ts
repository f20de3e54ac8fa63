import type { EventEnvelope, Lane, PostId, ReaderClass, UserId } from '../model'
import type { Cell } from '../ports'

/** A post was stored. Carries its delivery, so that workers decide nothing. */
export type PostPublished = EventEnvelope<
  'post.published',
  {
    readonly postId: PostId
    readonly authorId: UserId
    readonly pushFrom: ReaderClass
    /** Absent: `prompt`. A release that does not know the field, or the lane, fans out promptly. */
    readonly lane?: Lane
  }
>

/** A post changed: `version` is the one after the change. */
export type PostUpdated = EventEnvelope<
  'post.updated',
  { readonly postId: PostId; readonly authorId: UserId; readonly version: number }
>

/** A post was deleted for ever. */
export type PostDeleted = EventEnvelope<'post.deleted', { readonly postId: PostId; readonly authorId: UserId }>

/** A range of an author's followers, or those of it in one cell, that a post has to be pushed to. */
export type FanOutChunk = EventEnvelope<
  'fan-out.chunk',
  {
    readonly postId: PostId
    readonly authorId: UserId
    readonly pushFrom: ReaderClass
    /** When the post was published, for measuring the delay. */
    readonly publishedAtMs: number
    /** Exclusive lower bound of the range, absent: from the first follower. */
    readonly after?: UserId
    /** Inclusive upper bound, absent: to the last. */
    readonly through?: UserId
    /** Only followers in this cell. A release that does not know the field pushes to the whole range, as others do too. */
    readonly cell?: Cell
  }
>

/** A user's profile changed, or ended: versions below `version` are outdated. */
export type ProfileChanged = EventEnvelope<'profile.changed', { readonly userId: UserId; readonly version: number }>

export type FeedEvent = PostPublished | PostUpdated | PostDeleted | FanOutChunk | ProfileChanged

/** The version of every event that this release writes, and the highest that it reads. */
export const EVENT_VERSION = 1

/** Bytes beyond which nothing on the bus can be an event of ours. */
export const MAX_EVENT_BYTES = 16_384
