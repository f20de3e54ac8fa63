import {
  type Clock,
  integerOption,
  invalidOption,
  type Logger,
  type MetricsHook,
  noMetrics,
  objectOption,
  optionFields,
  type RandomSource,
  silentLogger,
  systemClock,
  systemRandom,
  systemTimers,
  type Timers,
} from '@feed-engine/core'
import type { KafkaClient } from './client/kafka-client'

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS

export interface KafkaEventBusOptions {
  /**
   * The client: `new Kafka({ … })` of kafkajs, or one that behaves like it. The bus makes producers, consumers and an
   * admin of it, and closes those.
   */
  readonly client: KafkaClient
  /**
   * What the names of topics and groups begin with: letters, digits, `.`, `_` and `-`, up to 60. Engines with the same
   * prefix share their events. @defaultValue `feed-engine.`
   */
  readonly prefix?: string
  readonly topics?: {
    /** Makes missing topics. If not, a missing one is an error that says how to make it. @defaultValue true */
    readonly autoCreate?: boolean
    /** Partitions of a new topic, 1 to 10,000: how many processes can share its work. @defaultValue 12 */
    readonly partitions?: number
    /** Copies of a new topic, 1 to 100. @defaultValue the broker's `default.replication.factor` */
    readonly replicationFactor?: number
    /** How long a new topic keeps messages, a minute to 10 years. @defaultValue 7 days */
    readonly retentionMs?: number
    /** How long a new topic of dead letters keeps them, a minute to 10 years. @defaultValue 30 days */
    readonly deadLetterRetentionMs?: number
  }
  readonly consumer?: {
    /** Messages per partition that are fetched and not handled yet, 1 to 1,000. @defaultValue 500 */
    readonly maxUncommitted?: number
    /**
     * Silence after which the broker takes a process for dead, 1,000 to 1,800,000: how long the work of one that was
     * killed lies still. @defaultValue 10,000
     */
    readonly sessionTimeoutMs?: number
    /** Pause between signs of life to the broker, 100 to 600,000, below a third of the session. @defaultValue 3,000 */
    readonly heartbeatIntervalMs?: number
    /** How long running handlers may hold up a rebalance, 0 to 60,000. @defaultValue 5,000 */
    readonly drainMs?: number
    /** How long the broker may wait for messages before it answers a fetch, 10 to 30,000. @defaultValue 500 */
    readonly maxWaitMs?: number
    /** Pause between looks at whether a consumer still gets its messages, 100 to 3,600,000. @defaultValue 30,000 */
    readonly watchdogMs?: number
  }
  /** Bytes of key and value of one message, and of one batch, 1,024 to 100,000,000. @defaultValue 900,000 */
  readonly maxMessageBytes?: number
  /** Deadline of a call that is given none, 10 to 600,000. @defaultValue 10,000 */
  readonly callTimeoutMs?: number
  /** How long `close` waits for running handlers and for the broker, 10 to 600,000. @defaultValue 8,000 */
  readonly closeTimeoutMs?: number
  /** @defaultValue the machine's wall clock */
  readonly clock?: Clock
  /** @defaultValue the timers of the event loop */
  readonly timers?: Timers
  /** @defaultValue the platform's cryptographic source */
  readonly random?: RandomSource
  /** @defaultValue one that keeps nothing */
  readonly logger?: Logger
  /** Names are in {@link KAFKA_METRICS}. @defaultValue one that keeps nothing */
  readonly metrics?: MetricsHook
}

export interface TopicSettings {
  readonly autoCreate: boolean
  readonly partitions: number
  /** -1: the broker's default. */
  readonly replicationFactor: number
  readonly retentionMs: number
  readonly deadLetterRetentionMs: number
}

export interface ConsumerOptions {
  readonly maxUncommitted: number
  readonly sessionTimeoutMs: number
  readonly heartbeatIntervalMs: number
  readonly drainMs: number
  readonly maxWaitMs: number
  readonly watchdogMs: number
}

/** What every part of the bus works with. */
export interface BusContext {
  readonly client: KafkaClient
  readonly prefix: string
  readonly topics: TopicSettings
  readonly consumer: ConsumerOptions
  readonly maxMessageBytes: number
  readonly callTimeoutMs: number
  readonly closeTimeoutMs: number
  readonly clock: Clock
  readonly timers: Timers
  readonly random: RandomSource
  readonly logger: Logger
  readonly metrics: MetricsHook
}

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveOptions(input: KafkaEventBusOptions): BusContext {
  const given = optionFields(input, 'options', [
    'client',
    'prefix',
    'topics',
    'consumer',
    'maxMessageBytes',
    'callTimeoutMs',
    'closeTimeoutMs',
    'clock',
    'timers',
    'random',
    'logger',
    'metrics',
  ])
  if (given.client === undefined) throw invalidOption('client', 'has to be given: new Kafka({ brokers, clientId })')
  return {
    client: objectOption<KafkaClient>(given.client, 'client', {
      methods: ['producer', 'consumer', 'admin'],
      otherwise: given.client as KafkaClient,
    }),
    prefix: prefixOption(given.prefix),
    topics: topicSettings(given.topics),
    consumer: consumerOptions(given.consumer),
    maxMessageBytes: integer(given.maxMessageBytes, 'maxMessageBytes', [1_024, 100_000_000, 900_000]),
    callTimeoutMs: integer(given.callTimeoutMs, 'callTimeoutMs', [10, 600_000, 10_000]),
    closeTimeoutMs: integer(given.closeTimeoutMs, 'closeTimeoutMs', [10, 600_000, 8_000]),
    clock: objectOption<Clock>(given.clock, 'clock', { methods: ['now'], otherwise: systemClock }),
    timers: objectOption<Timers>(given.timers, 'timers', {
      methods: ['setTimeout', 'clearTimeout'],
      otherwise: systemTimers,
    }),
    random: objectOption<RandomSource>(given.random, 'random', { methods: ['next'], otherwise: systemRandom }),
    logger: objectOption<Logger>(given.logger, 'logger', { methods: ['warn', 'error'], otherwise: silentLogger }),
    metrics: objectOption<MetricsHook>(given.metrics, 'metrics', {
      methods: ['count', 'record'],
      otherwise: noMetrics,
    }),
  }
}

function topicSettings(input: unknown): TopicSettings {
  const given = optionFields(input, 'topics', [
    'autoCreate',
    'partitions',
    'replicationFactor',
    'retentionMs',
    'deadLetterRetentionMs',
  ])
  if (given.autoCreate !== undefined && typeof given.autoCreate !== 'boolean') {
    throw invalidOption('topics.autoCreate', 'has to be true or false')
  }
  const retention = (value: unknown, field: string, days: number): number =>
    integer(value, field, [60_000, 10 * YEAR_MS, days * DAY_MS])
  return {
    autoCreate: given.autoCreate ?? true,
    partitions: integer(given.partitions, 'topics.partitions', [1, 10_000, 12]),
    replicationFactor:
      given.replicationFactor === undefined
        ? -1
        : integer(given.replicationFactor, 'topics.replicationFactor', [1, 100, 1]),
    retentionMs: retention(given.retentionMs, 'topics.retentionMs', 7),
    deadLetterRetentionMs: retention(given.deadLetterRetentionMs, 'topics.deadLetterRetentionMs', 30),
  }
}

function consumerOptions(input: unknown): ConsumerOptions {
  const given = optionFields(input, 'consumer', [
    'maxUncommitted',
    'sessionTimeoutMs',
    'heartbeatIntervalMs',
    'drainMs',
    'maxWaitMs',
    'watchdogMs',
  ])
  const sessionTimeoutMs = integer(given.sessionTimeoutMs, 'consumer.sessionTimeoutMs', [1_000, 1_800_000, 10_000])
  const heartbeatIntervalMs = integer(given.heartbeatIntervalMs, 'consumer.heartbeatIntervalMs', [100, 600_000, 3_000])
  if (heartbeatIntervalMs > sessionTimeoutMs / 3) {
    throw invalidOption('consumer.heartbeatIntervalMs', 'has to be at most a third of consumer.sessionTimeoutMs')
  }
  return {
    sessionTimeoutMs,
    heartbeatIntervalMs,
    maxUncommitted: integer(given.maxUncommitted, 'consumer.maxUncommitted', [1, 1_000, 500]),
    drainMs: integer(given.drainMs, 'consumer.drainMs', [0, 60_000, 5_000]),
    maxWaitMs: integer(given.maxWaitMs, 'consumer.maxWaitMs', [10, 30_000, 500]),
    watchdogMs: integer(given.watchdogMs, 'consumer.watchdogMs', [100, 3_600_000, 30_000]),
  }
}

type Limits = readonly [min: number, max: number, otherwise: number]

function integer(value: unknown, field: string, [min, max, otherwise]: Limits): number {
  return integerOption(value, field, { min, max, otherwise })
}

function prefixOption(value: unknown): string {
  if (value === undefined) return 'feed-engine.'
  if (typeof value === 'string' && /^[\w.-]{0,60}$/.test(value)) return value
  throw invalidOption('prefix', 'has to be a string of up to 60 letters, digits, ".", "_" and "-"')
}
