import type { EventBus, Subscription } from '@feed-engine/core'
import { type PostEvent, parsePostEvent, UnreadableEvent } from './post-event'

/** A service that does something about posts. */
export interface EventConsumer {
  /** Each group gets every event, whatever other groups do; processes of one group share them. */
  readonly group: string
  /**
   * Handles one event; the ones of an author come in order. An event may come twice, after a crash or a replay, so
   * doing it again has to change nothing. Throwing means: later again.
   */
  handle(event: PostEvent): Promise<void>
}

const RETRY_DELAY_MS = 500
const MAX_ATTEMPTS = 10

/** Subscribes a consumer to the engine's posts. */
export function consume(bus: EventBus, consumer: EventConsumer): Promise<Subscription> {
  return bus.subscribe({
    topic: 'posts',
    group: consumer.group,
    concurrency: 8,
    ackTimeoutMs: 30_000,
    handler: async ({ value, attempt }) => {
      try {
        const event = parsePostEvent(value)
        if (event !== null) await consumer.handle(event)
        return { kind: 'ack' }
      } catch (error) {
        const cause = error instanceof Error ? error.message : 'an unknown error'
        if (error instanceof UnreadableEvent) return { kind: 'dead-letter', code: 'UNREADABLE', cause }
        if (attempt >= MAX_ATTEMPTS) return { kind: 'dead-letter', code: 'GAVE_UP', cause }
        return { kind: 'retry', delayMs: RETRY_DELAY_MS }
      }
    },
  })
}
