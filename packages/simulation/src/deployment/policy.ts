import type { DeliveryPolicyOptions } from '@feed-engine/core'
import type { Settings } from '../settings'

/** The policy that pulls authors from a number of followers on: with a bulk lane below that, where the settings have one. */
export function policyOf(
  { bulkFrom }: Pick<Settings, 'bulkFrom'>,
  followers: number,
  hysteresis: number,
): Exclude<DeliveryPolicyOptions, { kind: 'custom' }> {
  return bulkFrom === undefined
    ? { kind: 'threshold', followers, hysteresis }
    : { kind: 'tiered', bulkFrom: Math.min(bulkFrom, followers), pullFrom: followers, hysteresis }
}
