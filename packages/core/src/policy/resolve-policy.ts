import { describe } from '../validate/fields'
import { choiceOption, invalidOption, optionFields, requireMethods } from '../validate/options'
import type { DeliveryPolicy } from './delivery-policy'
import { thresholdPolicy } from './threshold'
import { tieredPolicy } from './tiered'

const DEFAULT_FOLLOWERS = 10_000
const DEFAULT_BULK_FROM = 1_000
const DEFAULT_HYSTERESIS = 0.1

/** Checks the `policy` option and builds the policy. */
export function resolvePolicy(input: unknown): DeliveryPolicy {
  const names = ['kind', 'followers', 'bulkFrom', 'pullFrom', 'hysteresis', 'policy'] as const
  const { kind: named } = optionFields(input, 'policy', names)
  const choices = ['threshold', 'tiered', 'custom'] as const
  switch (choiceOption(named, 'policy.kind', { choices, otherwise: 'threshold' })) {
    case 'custom': {
      const { policy } = optionFields(input, 'policy', ['kind', 'policy'])
      return requireMethods<DeliveryPolicy>(policy, 'policy.policy', ['delivery'])
    }
    case 'tiered': {
      const given = optionFields(input, 'policy', ['kind', 'bulkFrom', 'pullFrom', 'hysteresis'])
      const pullFrom = countOption(given.pullFrom, 'policy.pullFrom', DEFAULT_FOLLOWERS)
      const bulkFrom = countOption(given.bulkFrom, 'policy.bulkFrom', Math.min(DEFAULT_BULK_FROM, pullFrom))
      if (bulkFrom > pullFrom) throw invalidOption('policy.bulkFrom', 'has to be at most policy.pullFrom')
      return tieredPolicy({ bulkFrom, pullFrom, hysteresis: hysteresisOption(given.hysteresis) })
    }
    case 'threshold': {
      const given = optionFields(input, 'policy', ['kind', 'followers', 'hysteresis'])
      const followers = countOption(given.followers, 'policy.followers', DEFAULT_FOLLOWERS)
      return thresholdPolicy({ followers, hysteresis: hysteresisOption(given.hysteresis) })
    }
  }
}

function countOption(value: unknown, field: string, otherwise: number): number {
  if (value === undefined) return otherwise
  if (typeof value === 'number' && value >= 1) return value
  throw invalidOption(field, `has to be a number of 1 or more, not ${describe(value)}`)
}

function hysteresisOption(value: unknown): number {
  if (value === undefined) return DEFAULT_HYSTERESIS
  if (typeof value === 'number' && value >= 0 && value < 1) return value
  throw invalidOption('policy.hysteresis', `has to be a number in [0, 1), not ${describe(value)}`)
}
