import { EVENT_VERSION, type FeedEvent } from '../codec/feed-events'
import { type EngineContext, freshToken } from './engine-context'

type EventOf<Type extends FeedEvent['type']> = Extract<FeedEvent, { readonly type: Type }>

/** What is said by an event, without what says when and by whom. */
export type EventBody<Type extends FeedEvent['type']> = {
  [Each in Type]: { readonly type: Each; readonly data: EventOf<Each>['data'] }
}[Type]

/**
 * An event that happens now, in this process.
 * @param eventId where it has a name that others know; else it gets one that was never used
 */
export function newEvent<Type extends FeedEvent['type']>(
  context: EngineContext,
  key: string,
  body: EventBody<Type>,
  eventId = freshToken(context.runtime),
): EventOf<Type> {
  const event = {
    v: EVENT_VERSION,
    eventId,
    key,
    occurredAtMs: context.runtime.clock.now(),
    tenant: context.tenant,
    origin: context.options.origin,
    ...body,
  }
  return event as unknown as EventOf<Type>
}
