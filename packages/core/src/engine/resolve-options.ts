import type { FeedEngineOptions } from '../api/options'
import { type BodyCodec, jsonBodyCodec } from '../codec/body-codec'
import type { ProfileCodec } from '../codec/to-profile'
import type { ResolvedOptions } from '../context/resolved-options'
import type { SigningKey } from '../cursor/cursor-codec'
import type { IdCodec } from '../ids/id-codec'
import { snowflakeCodec } from '../ids/snowflake'
import { DEFAULT_TENANT, type TenantId } from '../model'
import type { DeliveryPolicy } from '../policy/delivery-policy'
import { resolvePolicy } from '../policy/resolve-policy'
import { guarded } from '../runtime/guarded'
import type { Runtime } from '../runtime/runtime'
import { systemRuntime } from '../runtime/system'
import { resolveRanking } from '../scoring/ranking-options'
import { resolveWeights } from '../signals/weights'
import { type Fields, readFields } from '../validate/fields'
import { choiceOption, integerOption, numberOption, objectOption, optionFields } from '../validate/options'
import { checkText } from '../validate/scalars'
import { resolveCursorKeys } from './cursor-keys'

const MINUTE_MS = 60_000
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS

/** {@link ResolvedOptions}, and the parts that the engine is made of. */
export interface ResolvedParts<Body> {
  readonly options: ResolvedOptions
  readonly tenant: TenantId
  readonly policy: DeliveryPolicy
  readonly ids: IdCodec
  readonly nodeId: number
  readonly bodies: BodyCodec<Body>
  readonly profileCodec: ProfileCodec
  readonly cursor: { readonly keys: readonly SigningKey[]; readonly maxAgeMs: number }
  readonly runtime: Runtime
}

const NAMES = [
  'stores',
  'workers',
  'policy',
  'timeline',
  'cursor',
  'bodyCodec',
  'profileCodec',
  'ids',
  'nodeId',
  'tenant',
  'origin',
  'feed',
  'ranking',
  'limits',
  'fanOut',
  'relay',
  'processCache',
  'sharedCache',
  'signals',
  'counters',
  'discovery',
  'deadlineMs',
  'clock',
  'timers',
  'random',
  'logger',
  'metrics',
] as const satisfies readonly (keyof FeedEngineOptions<unknown>)[]

type GivenOptions = Fields<(typeof NAMES)[number]>

/** The options by their names, each read once. Throws `INVALID_OPTION` for a name that is unknown. */
export function readOptions(input: unknown): GivenOptions {
  return readFields(input, NAMES, { code: 'INVALID_OPTION', path: 'options' })
}

/**
 * Checks options and fills in defaults. Throws `INVALID_OPTION`.
 * @param durableStores whether cursors may be asked to outlive this process, so that keys have to be given
 */
export function resolveOptions<Body>(given: GivenOptions, durableStores: boolean): ResolvedParts<Body> {
  const timeline = optionFields(given.timeline, 'timeline', ['maxEntries', 'idleTtlMs'])
  const feed = optionFields(given.feed, 'feed', ['replies'])
  const processCache = optionFields(given.processCache, 'processCache', [
    'postBytes',
    'countsMs',
    'outboxMs',
    'profileMs',
  ])
  const sharedCache = optionFields(given.sharedCache, 'sharedCache', ['postTtlMs', 'profileTtlMs'])
  const signals = optionFields(given.signals, 'signals', ['weights'])
  const limits = optionFields(given.limits, 'limits', ['followees', 'bodyBytes'])
  const runtime = resolveRuntime(given)
  return {
    options: {
      workers: choiceOption(given.workers, 'workers', { choices: ['inline', 'none'], otherwise: 'inline' }),
      timeline: {
        maxEntries: integerOption(timeline.maxEntries, 'timeline.maxEntries', { min: 1, max: 10_000, otherwise: 500 }),
        idleTtlMs: integerOption(timeline.idleTtlMs, 'timeline.idleTtlMs', {
          min: 1,
          max: YEAR_MS,
          otherwise: 72 * 60 * MINUTE_MS,
        }),
      },
      replies: choiceOption(feed.replies, 'feed.replies', { choices: ['all', 'both-followed'], otherwise: 'all' }),
      maxFollowees: integerOption(limits.followees, 'limits.followees', { min: 1, max: 1_000_000, otherwise: 10_000 }),
      maxBodyBytes: integerOption(limits.bodyBytes, 'limits.bodyBytes', {
        min: 1,
        max: 16 * 2 ** 20,
        otherwise: 65_536,
      }),
      fanOut: resolveFanOut(given.fanOut),
      relay: resolveRelay(given.relay),
      processCache: {
        postBytes: integerOption(processCache.postBytes, 'processCache.postBytes', {
          min: 0,
          max: 2 ** 40,
          otherwise: 64 * 2 ** 20,
        }),
        countsMs: integerOption(processCache.countsMs, 'processCache.countsMs', {
          min: 0,
          max: MINUTE_MS,
          otherwise: 5_000,
        }),
        outboxMs: integerOption(processCache.outboxMs, 'processCache.outboxMs', {
          min: 0,
          max: MINUTE_MS,
          otherwise: 0,
        }),
        profileMs: integerOption(processCache.profileMs, 'processCache.profileMs', {
          min: 0,
          max: YEAR_MS,
          otherwise: MINUTE_MS,
        }),
      },
      sharedCache: {
        postTtlMs: integerOption(sharedCache.postTtlMs, 'sharedCache.postTtlMs', {
          min: 0,
          max: YEAR_MS,
          otherwise: 0,
        }),
        profileTtlMs: integerOption(sharedCache.profileTtlMs, 'sharedCache.profileTtlMs', {
          min: 0,
          max: YEAR_MS,
          otherwise: 60 * MINUTE_MS,
        }),
      },
      ranking: resolveRanking(given.ranking),
      signals: { weights: resolveWeights(signals.weights) },
      counters: resolveCounters(given.counters),
      discovery: resolveDiscovery(given.discovery),
      deadlineMs: integerOption(given.deadlineMs, 'deadlineMs', { min: 1, max: 10 * MINUTE_MS, otherwise: 10_000 }),
      origin: textOption(given.origin, 'origin', 'feed-engine'),
    },
    tenant: textOption(given.tenant, 'tenant', DEFAULT_TENANT),
    policy: resolvePolicy(given.policy),
    ids: objectOption<IdCodec>(given.ids, 'ids', {
      methods: ['compose', 'positionOf', 'idOf', 'timestampOf'],
      otherwise: snowflakeCodec(),
    }),
    nodeId: integerOption(given.nodeId, 'nodeId', {
      min: 0,
      max: 1_023,
      otherwise: Math.floor(runtime.random.next() * 1_024),
    }),
    bodies: objectOption<BodyCodec<Body>>(given.bodyCodec, 'bodyCodec', {
      methods: ['encode', 'decode'],
      otherwise: jsonBodyCodec<Body>(),
    }),
    profileCodec: objectOption<ProfileCodec>(given.profileCodec, 'profileCodec', {
      methods: ['decode'],
      otherwise: jsonBodyCodec<unknown>(),
    }),
    cursor: resolveCursorKeys(given.cursor, durableStores),
    runtime,
  }
}

function resolveRuntime(given: { readonly [name: string]: unknown }): Runtime {
  return guarded({
    clock: objectOption(given['clock'], 'clock', { methods: ['now'], otherwise: systemRuntime.clock }),
    timers: objectOption(given['timers'], 'timers', {
      methods: ['setTimeout', 'clearTimeout'],
      otherwise: systemRuntime.timers,
    }),
    random: objectOption(given['random'], 'random', { methods: ['next'], otherwise: systemRuntime.random }),
    logger: objectOption(given['logger'], 'logger', { methods: ['warn', 'error'], otherwise: systemRuntime.logger }),
    metrics: objectOption(given['metrics'], 'metrics', {
      methods: ['count', 'record'],
      otherwise: systemRuntime.metrics,
    }),
  })
}

function resolveFanOut(input: unknown): ResolvedOptions['fanOut'] {
  const given = optionFields(input, 'fanOut', [
    'chunkSize',
    'minBatchSize',
    'targetPushMs',
    'pushesPerTask',
    'concurrency',
    'bulkConcurrency',
    'bulkBatchSize',
    'maxAttempts',
    'retryBaseMs',
    'retryCapMs',
    'ackTimeoutMs',
  ])
  return {
    chunkSize: integerOption(given.chunkSize, 'fanOut.chunkSize', { min: 1, max: 100_000, otherwise: 1_000 }),
    minBatchSize: integerOption(given.minBatchSize, 'fanOut.minBatchSize', { min: 1, max: 100_000, otherwise: 100 }),
    targetPushMs: integerOption(given.targetPushMs, 'fanOut.targetPushMs', { min: 1, max: MINUTE_MS, otherwise: 200 }),
    pushesPerTask: integerOption(given.pushesPerTask, 'fanOut.pushesPerTask', { min: 1, max: 64, otherwise: 2 }),
    concurrency: integerOption(given.concurrency, 'fanOut.concurrency', { min: 1, max: 1_024, otherwise: 8 }),
    bulkConcurrency: integerOption(given.bulkConcurrency, 'fanOut.bulkConcurrency', {
      min: 1,
      max: 1_024,
      otherwise: 2,
    }),
    bulkBatchSize: integerOption(given.bulkBatchSize, 'fanOut.bulkBatchSize', { min: 1, max: 100_000, otherwise: 250 }),
    maxAttempts: integerOption(given.maxAttempts, 'fanOut.maxAttempts', { min: 1, max: 1_000, otherwise: 10 }),
    retry: {
      baseMs: integerOption(given.retryBaseMs, 'fanOut.retryBaseMs', { min: 1, max: MINUTE_MS, otherwise: 100 }),
      capMs: integerOption(given.retryCapMs, 'fanOut.retryCapMs', { min: 1, max: 60 * MINUTE_MS, otherwise: 10_000 }),
    },
    ackTimeoutMs: integerOption(given.ackTimeoutMs, 'fanOut.ackTimeoutMs', {
      min: 10,
      max: 60 * MINUTE_MS,
      otherwise: 30_000,
    }),
  }
}

function resolveDiscovery(input: unknown): ResolvedOptions['discovery'] {
  if (input === undefined) return undefined
  const { share } = optionFields(input, 'discovery', ['share'])
  return { share: numberOption(share, 'discovery.share', { min: 0, max: 0.5, otherwise: 0.3 }) }
}

function resolveRelay(input: unknown): ResolvedOptions['relay'] {
  const given = optionFields(input, 'relay', ['batchSize', 'leaseMs', 'pollIntervalMs'])
  return {
    batchSize: integerOption(given.batchSize, 'relay.batchSize', { min: 1, max: 10_000, otherwise: 256 }),
    leaseMs: integerOption(given.leaseMs, 'relay.leaseMs', { min: 10, max: 60 * MINUTE_MS, otherwise: 10_000 }),
    pollIntervalMs: integerOption(given.pollIntervalMs, 'relay.pollIntervalMs', {
      min: 1,
      max: 60 * MINUTE_MS,
      otherwise: 1_000,
    }),
  }
}

function resolveCounters(input: unknown): ResolvedOptions['counters'] {
  const given = optionFields(input, 'counters', ['viewWindowMs', 'flushIntervalMs', 'idleMs'])
  return {
    viewWindowMs: integerOption(given.viewWindowMs, 'counters.viewWindowMs', {
      min: MINUTE_MS,
      max: YEAR_MS,
      otherwise: 24 * 60 * MINUTE_MS,
    }),
    flushIntervalMs: integerOption(given.flushIntervalMs, 'counters.flushIntervalMs', {
      min: 10,
      max: 60 * MINUTE_MS,
      otherwise: MINUTE_MS,
    }),
    idleMs: integerOption(given.idleMs, 'counters.idleMs', {
      min: 10 * MINUTE_MS,
      max: YEAR_MS,
      otherwise: 7 * 24 * 60 * MINUTE_MS,
    }),
  }
}

function textOption(value: unknown, field: string, otherwise: string): string {
  return value === undefined ? otherwise : checkText(value, field, { code: 'INVALID_OPTION', maxBytes: 256 })
}
