import type { InteractionRecorded } from '../codec/feed-events'
import { type EngineContext, freshToken } from '../context/engine-context'
import { newEvent } from '../context/new-event'
import type { InteractionKind, PostRecord, PostRef, UndoneKind, UserId } from '../model'
import { sha256, toHex } from '../runtime/crypto'

const EVENT_ID_BYTES = 16

/** What an interaction event is made of. */
export interface Interaction {
  readonly kind: InteractionKind | UndoneKind
  readonly viewerId: UserId
  /** Whom it is about. */
  readonly authorId: UserId
  /** What it is about. */
  readonly post?: PostRef | undefined
  /** Tells what that post is about, as far as it was read. */
  readonly record?: PostRecord | undefined
  /** The viewer's own post, if that is what the interaction is. */
  readonly ownPostId?: string
  readonly atMs: number
  /** The caller's name for it. */
  readonly eventId?: string | undefined
}

/**
 * An event for the topic of interactions. What the caller calls an event is a name among the viewer's own: it is hashed
 * with the viewer, so that nobody can take the name of somebody else's event.
 */
export function interactionEvent(context: EngineContext, what: Interaction): InteractionRecorded {
  const { kind, viewerId, authorId, post, record, ownPostId, atMs } = what
  const eventId =
    what.eventId === undefined
      ? freshToken(context.runtime)
      : toHex(sha256(['interaction', viewerId, what.eventId]).subarray(0, EVENT_ID_BYTES))
  const likes = kind === 'like' || kind === 'unlike'
  const data = {
    kind,
    viewerId,
    authorId,
    member: ownPostId ?? (likes ? viewerId : eventId),
    ...(post === undefined ? {} : { postId: post.postId }),
    ...(record?.topics === undefined ? {} : { topics: record.topics }),
    ...(record?.contentType === undefined ? {} : { contentType: record.contentType }),
    ...(record?.homeRegion === undefined ? {} : { homeRegion: record.homeRegion }),
    atMs,
  }
  return newEvent(context, viewerId, { type: 'interaction', data }, eventId)
}
