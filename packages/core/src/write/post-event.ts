import { encodeEvent } from '../codec/event-codec'
import type { EngineContext } from '../context/engine-context'
import { type EventBody, newEvent } from '../context/new-event'
import { TOPICS } from '../model'
import type { OutboxEvent } from '../ports'

type PostEvent = 'post.published' | 'post.updated' | 'post.deleted'

/** What goes into the outbox with a change to a post; nothing where there is no outbox. Keyed by author. */
export function postEvents(context: EngineContext, body: EventBody<PostEvent>): readonly OutboxEvent[] {
  if (context.push === undefined) return []
  const event = newEvent(context, body.data.authorId, body)
  return [{ topic: TOPICS.posts, key: event.key, value: encodeEvent(event) }]
}
