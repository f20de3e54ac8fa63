/**
 * The feed engine: home timelines over pluggable stores. Start with {@link createFeedEngine}.
 *
 * @packageDocumentation
 */

export type * from './api/discovery'
export type { FeedEngine } from './api/feed-engine'
export type { CursorKey, FeedEngineOptions } from './api/options'
export type * from './api/page'
export type * from './api/requests'
export { type BodyCodec, jsonBodyCodec } from './codec/body-codec'
export type {
  FanOutChunk,
  FeedEvent,
  InteractionRecorded,
  PostDeleted,
  PostPublished,
  PostUpdated,
  ProfileChanged,
} from './codec/feed-events'
export type { ProfileCodec } from './codec/to-profile'
export { ArchivedCounters, type ArchivedCountersParams } from './counters/archived-counters'
export { CounterFlusher, type CounterFlusherParams, type FlushedCounters } from './counters/counter-flusher'
export { partName } from './counters/part-name'
export { createFeedEngine } from './engine/create-feed-engine'
export type { IdCodec } from './ids/id-codec'
export { DEFAULT_SNOWFLAKE_EPOCH_MS, snowflakeCodec } from './ids/snowflake'
export { ulidCodec } from './ids/ulid'
export { uuidv7Codec } from './ids/uuidv7'
export * from './model'
export type * from './policy/delivery-policy'
export { POSTS_SAMPLED, postsPerDay } from './policy/post-rate'
export { resolvePolicy } from './policy/resolve-policy'
export type * from './ports'
export { oneVisit, readRateOf, sumOfVisits, type VisitTally } from './readers/visit-tally'
export { METRICS } from './runtime/metrics'
export type * from './runtime/runtime'
export { noMetrics, silentLogger, systemClock, systemRandom, systemTimers } from './runtime/system'
export { createDefaultScorer } from './scoring/default-scorer'
export type { RankingOptions } from './scoring/ranking-options'
export type * from './scoring/scorer'
export type { ScoreWeights, ScoringOptions } from './scoring/scoring-options'
export { addWeight, comparableWeight, type Decayed, weightAt } from './signals/decay'
export {
  checkCacheEntries,
  checkCacheInvalidations,
  checkCacheKeys,
  checkLease,
  checkLeaseHolder,
} from './validate/cache-params'
export {
  checkCounterChanges,
  checkCounterRead,
  EVENT_CLOCKS_DIFFER_MS,
  isEvent,
  isStale,
} from './validate/counter-params'
export type { Fields } from './validate/fields'
export { integerOption, invalidOption, objectOption, optionFields } from './validate/options'
export { checkInteger } from './validate/scalars'
export { checkSignalReads, checkSignalSubjects, checkSignalUpdates } from './validate/signal-params'
