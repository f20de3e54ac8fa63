import type { TenantId } from './ids'

/** Topics of the fan-out: what happened, the chunks of work that follow from it, and all work of the bulk lane. */
export const TOPICS = Object.freeze({ posts: 'posts', fanOut: 'fan-out', bulk: 'fan-out-bulk' })
export type Topic = (typeof TOPICS)[keyof typeof TOPICS]

/**
 * Topic of the bus that tells every process what it remembers in vain. It has no consumer group: each process hears all
 * of it while it is there, and nothing is kept for those who are not.
 */
export const INVALIDATIONS_TOPIC = 'invalidations'

/** The consumer group of the fan-out workers. */
export const FAN_OUT_GROUP = 'fan-out'

/** Topic of what viewers do, keyed by viewer; read by a group for each store that learns from it. */
export const INTERACTIONS_TOPIC = 'interactions'

/** The consumer group that brings interactions into `stores.signals`. */
export const SIGNALS_GROUP = 'signals'

/** The consumer group that brings interactions into `stores.counters`. */
export const COUNTERS_GROUP = 'counters'

/** The consumer group that brings interactions onto the boards of discovery. */
export const DISCOVERY_GROUP = 'discovery'

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
