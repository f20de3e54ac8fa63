import {
  integerOption,
  invalidOption,
  type Logger,
  objectOption,
  type RandomSource,
  silentLogger,
  systemRandom,
  systemTimers,
  type Timers,
} from '@feed-engine/core'
import { CONNECTION_OPTIONS, type RedisConnectionOptions, resolveTarget, type Target } from './connection-options'

/** What timeline cache and event bus have in common. */
export interface CommonOptions extends RedisConnectionOptions {
  /** First part of all keys: letters, digits and `_ . : -`, at most 64. @defaultValue 'fe:' */
  readonly keyPrefix?: string
  /** Milliseconds for a call without a deadline of its own, and for connecting. @defaultValue 2,000 */
  readonly timeoutMs?: number
  /** Calls that may wait for Redis at once; one more fails. @defaultValue 1,000 */
  readonly maxPendingCalls?: number
  /** @defaultValue the timers of the event loop */
  readonly timers?: Timers
  /** Jitter of reconnects. @defaultValue the platform's cryptographic source */
  readonly random?: RandomSource
  /** Told of trouble with the connection. @defaultValue none */
  readonly logger?: Logger
}

export interface ResolvedCommonOptions {
  readonly target: Target
  readonly keyPrefix: string
  readonly timeoutMs: number
  readonly maxPendingCalls: number
  readonly timers: Timers
  readonly random: RandomSource
  readonly logger: Logger
}

/** Names of {@link CommonOptions}. */
export const COMMON_OPTIONS = [
  ...CONNECTION_OPTIONS,
  'keyPrefix',
  'timeoutMs',
  'maxPendingCalls',
  'timers',
  'random',
  'logger',
] as const

type Given = { readonly [Name in (typeof COMMON_OPTIONS)[number]]?: unknown }

/** Checks them and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveCommonOptions(given: Given): ResolvedCommonOptions {
  return {
    target: resolveTarget(given),
    keyPrefix: prefixOption(given.keyPrefix),
    timeoutMs: integerOption(given.timeoutMs, 'timeoutMs', { min: 1, max: 600_000, otherwise: 2_000 }),
    maxPendingCalls: integerOption(given.maxPendingCalls, 'maxPendingCalls', {
      min: 1,
      max: 1_000_000,
      otherwise: 1_000,
    }),
    timers: objectOption<Timers>(given.timers, 'timers', {
      methods: ['setTimeout', 'clearTimeout'],
      otherwise: systemTimers,
    }),
    random: objectOption<RandomSource>(given.random, 'random', { methods: ['next'], otherwise: systemRandom }),
    logger: objectOption<Logger>(given.logger, 'logger', { methods: ['warn', 'error'], otherwise: silentLogger }),
  }
}

/** Whether the calls go to a Redis Cluster. */
export function leadsToCluster(target: Target): boolean {
  return target.kind === 'nodes' || (target.kind === 'client' && target.client.isCluster)
}

/** No braces: the first ones of a key are those of its hash tag. */
function prefixOption(value: unknown): string {
  if (value === undefined) return 'fe:'
  if (typeof value === 'string' && /^[\w.:-]{0,64}$/.test(value)) return value
  throw invalidOption('keyPrefix', 'has to be at most 64 letters, digits and characters of _ . : -')
}
