import type { EventEnvelope, InteractionKind, Lane, PostId, ReaderClass, UndoneKind, UserId } from '../model'
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

/** A viewer did something with a post or an author. Keyed by viewer. */
export type InteractionRecorded = EventEnvelope<
  'interaction',
  {
    readonly kind: InteractionKind | UndoneKind
    readonly viewerId: UserId
    /** Whom it is about: the author of the post, or the one who is followed or hidden. */
    readonly authorId: UserId
    /** The post that was seen, liked, answered, …; of a kind that is about an author there need be none. */
    readonly postId?: PostId
    /**
     * What enters or leaves the number of likes, replies, … of the post: the viewer for likes, the post that replies,
     * reposts or quotes, and else the event itself.
     */
    readonly member: string
    /** Topics of the post. */
    readonly topics?: readonly string[]
    readonly contentType?: string
    readonly homeRegion?: string
    /** When it happened. */
    readonly atMs: number
  }
>

export type FeedEvent = PostPublished | PostUpdated | PostDeleted | FanOutChunk | ProfileChanged | InteractionRecorded

/** The version of every event that this release writes, and the highest that it reads. */
export const EVENT_VERSION = 1

/** Bytes beyond which nothing on the bus can be an event of ours: 32 topics of 256 escaped bytes, and the rest. */
export const MAX_EVENT_BYTES = 24_576
