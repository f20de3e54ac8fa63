import { encodeEvent } from '../codec/event-codec'
import type { EngineContext } from '../context/engine-context'
import { type EventBody, newEvent } from '../context/new-event'
import { INVALIDATIONS_TOPIC } from '../model'
import type { PortCall } from '../ports'

/**
 * Tells every process that listens what it remembers in vain; nobody, without a bus. Who misses it remembers until the
 * end of its time, so this is about how soon something is gone, never about what may be seen.
 */
export async function announce(
  context: EngineContext,
  key: string,
  body: EventBody<'post.updated' | 'profile.changed'>,
  call: PortCall,
): Promise<void> {
  if (context.bus === undefined) return
  const value = encodeEvent(newEvent(context, key, body))
  await context.bus.publish({ topic: INVALIDATIONS_TOPIC, messages: [{ key, value }] }, call)
}
