import { describe } from '../validate/fields'
import { choiceOption, invalidOption, optionFields, requireMethods } from '../validate/options'
import type { DeliveryPolicy } from './delivery-policy'
import { thresholdPolicy } from './threshold'

const DEFAULT_FOLLOWERS = 10_000
const DEFAULT_HYSTERESIS = 0.1

/** Checks the `policy` option and builds the policy. */
export function resolvePolicy(input: unknown): DeliveryPolicy {
  const { kind: named } = optionFields(input, 'policy', ['kind', 'followers', 'hysteresis', 'policy'])
  const kind = choiceOption(named, 'policy.kind', { choices: ['threshold', 'custom'], otherwise: 'threshold' })
  if (kind === 'custom') {
    const { policy } = optionFields(input, 'policy', ['kind', 'policy'])
    return requireMethods<DeliveryPolicy>(policy, 'policy.policy', ['delivery'])
  }
  const given = optionFields(input, 'policy', ['kind', 'followers', 'hysteresis'])
  const followers = given.followers ?? DEFAULT_FOLLOWERS
  if (typeof followers !== 'number' || !(followers >= 1)) {
    throw invalidOption('policy.followers', `has to be a number of 1 or more, not ${describe(followers)}`)
  }
  const hysteresis = given.hysteresis ?? DEFAULT_HYSTERESIS
  if (typeof hysteresis !== 'number' || !(hysteresis >= 0 && hysteresis < 1)) {
    throw invalidOption('policy.hysteresis', `has to be a number in [0, 1), not ${describe(hysteresis)}`)
  }
  return thresholdPolicy({ followers, hysteresis })
}
