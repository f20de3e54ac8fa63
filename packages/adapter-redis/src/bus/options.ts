import { integerOption, optionFields } from '@feed-engine/core'
import {
  COMMON_OPTIONS,
  type CommonOptions,
  leadsToCluster,
  type ResolvedCommonOptions,
  resolveCommonOptions,
} from '../client/common-options'

const PARTITIONS_OF_A_CLUSTER = 16
const MILLIONS = 10_000_000

export interface RedisEventBusOptions extends CommonOptions {
  /**
   * Streams that each topic is spread over, by key, 1 to 1,024; the same in every process and for ever, or the order
   * of keys is lost. One stream lives on one node. @defaultValue 1, or 16 in a cluster
   */
  readonly partitions?: number
  /**
   * Handled messages kept per topic for replay and for groups to come, 0 to 10,000,000; some more may be there. What
   * an existing group has not handled is kept in any case. @defaultValue 10,000
   */
  readonly retainMessages?: number
  /**
   * Milliseconds for which every message is kept, however many there are, 0 to 86,400,000: a broadcast that is further
   * behind misses some, and says so to the logger. @defaultValue 10,000
   */
  readonly retainMs?: number
  /** Dead letters kept per topic and group, 1 to 10,000,000; some more may be there. @defaultValue 10,000 */
  readonly retainDeadLetters?: number
  /**
   * How often to look for messages nobody told about: news is sent to all processes at once, but nobody makes sure
   * that it arrives. @defaultValue 1,000
   */
  readonly pollIntervalMs?: number
}

export interface ResolvedBusOptions extends ResolvedCommonOptions {
  readonly partitions: number
  readonly retainMessages: number
  readonly retainMs: number
  readonly retainDeadLetters: number
  readonly pollIntervalMs: number
}

const OWN_OPTIONS = ['partitions', 'retainMessages', 'retainMs', 'retainDeadLetters', 'pollIntervalMs'] as const

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveBusOptions(input: RedisEventBusOptions): ResolvedBusOptions {
  const given = optionFields(input, 'options', [...COMMON_OPTIONS, ...OWN_OPTIONS])
  const common = resolveCommonOptions(given)
  return {
    ...common,
    partitions: integerOption(given.partitions, 'partitions', {
      min: 1,
      max: 1_024,
      otherwise: leadsToCluster(common.target) ? PARTITIONS_OF_A_CLUSTER : 1,
    }),
    retainMessages: integerOption(given.retainMessages, 'retainMessages', { min: 0, max: MILLIONS, otherwise: 10_000 }),
    retainMs: integerOption(given.retainMs, 'retainMs', { min: 0, max: 86_400_000, otherwise: 10_000 }),
    retainDeadLetters: integerOption(given.retainDeadLetters, 'retainDeadLetters', {
      min: 1,
      max: MILLIONS,
      otherwise: 10_000,
    }),
    pollIntervalMs: integerOption(given.pollIntervalMs, 'pollIntervalMs', { min: 1, max: 600_000, otherwise: 1_000 }),
  }
}
