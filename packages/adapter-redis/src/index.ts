/**
 * Timelines, counters, signals, shared values and the event bus of the feed engine on Redis. Start with
 * {@link createRedisTimelineCache}, {@link createRedisCounterStore} and {@link createRedisEventBus}.
 *
 * @packageDocumentation
 */

export { createRedisEventBus } from './bus/create-event-bus'
export type { RedisEventBus } from './bus/event-bus'
export type { RedisEventBusOptions } from './bus/options'
export type { CommonOptions as RedisCommonOptions } from './client/common-options'
export type { RedisConnectionOptions } from './client/connection-options'
export type { RedisArgument, RedisClient, RedisPipeline, RedisSubscriber } from './client/redis-client'
export type { RedisCounterStore } from './counters/counter-store'
export { createRedisCounterStore } from './counters/create-counter-store'
export type { RedisCounterStoreOptions } from './counters/options'
export { createRedisKeyValueCache } from './kv/create-key-value-cache'
export type { RedisKeyValueCache } from './kv/key-value-cache'
export type { RedisKeyValueCacheOptions } from './kv/options'
export { createRedisSignalStore } from './signals/create-signal-store'
export type { RedisSignalStoreOptions } from './signals/options'
export type { RedisSignalStore } from './signals/signal-store'
export { createRedisTimelineCache } from './timelines/create-timeline-cache'
export type { RedisTimelineCacheOptions } from './timelines/options'
export type { RedisTimelineCache } from './timelines/timeline-cache'
