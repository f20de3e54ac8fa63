import type { TenantId } from './ids'

/** Topics of the bus: what happened, the chunks of fan-out work that follow from it, and all work of the bulk lane. */
export const TOPICS = Object.freeze({ posts: 'posts', fanOut: 'fan-out', bulk: 'fan-out-bulk' })
export type Topic = (typeof TOPICS)[keyof typeof TOPICS]

/** The consumer group of the fan-out workers. */
export const FAN_OUT_GROUP = 'fan-out'

/**
 * The envelope of everything on the bus. A consumer skips a `type` that it does not know and parks (dead-letters) a
 * `v` above its own, since processes of two releases run side by side during a deploy.
 */
export interface EventEnvelope<Type extends string, Data> {
  readonly v: number
  readonly type: Type
  /** Unique per event; stable over redelivery and replay. */
  readonly eventId: string
  /** Events of one key are delivered in the order in which they were published. */
  readonly key: string
  readonly occurredAtMs: number
  readonly tenant: TenantId
  /** Name of the process or region that published the event. */
  readonly origin: string
  readonly data: Data
}
