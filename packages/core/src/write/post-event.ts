import { encodeEvent } from '../codec/event-codec'
import { EVENT_VERSION, type FeedEvent } from '../codec/feed-events'
import { type EngineContext, freshToken } from '../context/engine-context'
import { TOPICS } from '../model'
import type { OutboxEvent } from '../ports'

type PostEventBody = {
  [Type in FeedEvent['type']]: { readonly type: Type; readonly data: Extract<FeedEvent, { type: Type }>['data'] }
}[Exclude<FeedEvent['type'], 'fan-out.chunk'>]

/** What goes into the outbox with a change to a post; nothing where there is no outbox. Keyed by author. */
export function postEvents(context: EngineContext, body: PostEventBody): readonly OutboxEvent[] {
  if (context.push === undefined) return []
  const event = {
    v: EVENT_VERSION,
    eventId: freshToken(context.runtime),
    key: body.data.authorId,
    occurredAtMs: context.runtime.clock.now(),
    tenant: context.tenant,
    origin: context.options.origin,
    ...body,
  } as FeedEvent
  return [{ topic: TOPICS.posts, key: event.key, value: encodeEvent(event) }]
}
