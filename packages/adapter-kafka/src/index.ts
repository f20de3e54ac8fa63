/**
 * The event bus of the feed engine on Kafka. Start with {@link KafkaEventBus}.
 *
 * @packageDocumentation
 */

export type * from './client/kafka-client'
export type { ConsumerState } from './consume/restarts'
export { KafkaEventBus } from './event-bus'
export type { GroupParams } from './groups'
export { KAFKA_METRICS } from './metrics'
export type { KafkaEventBusOptions } from './options'
