import { choiceOption, invalidOption, numberOption, optionFields, requireMethods } from '../validate/options'
import { costPolicy } from './cost'
import type { DeliveryPolicy } from './delivery-policy'
import { resolveCost } from './resolve-cost'
import { thresholdPolicy } from './threshold'
import { tieredPolicy } from './tiered'

const KINDS = ['threshold', 'tiered', 'cost', 'custom'] as const
const DEFAULT_FOLLOWERS = 10_000
const DEFAULT_BULK_FROM = 1_000
const DEFAULT_HYSTERESIS = 0.1

/** Checks the `policy` option and builds the policy. Throws `INVALID_OPTION`. */
export function resolvePolicy(input: unknown): DeliveryPolicy {
  const { kind: named } = optionFields(input, 'policy', [
    ...(['kind', 'followers', 'hysteresis', 'policy', 'bulkFrom', 'pullFrom'] as const),
    ...(['costs', 'readsPerDay', 'burst'] as const),
  ])
  switch (choiceOption(named, 'policy.kind', { choices: KINDS, otherwise: 'threshold' })) {
    case 'custom':
      return resolveCustom(input)
    case 'cost':
      return costPolicy(resolveCost(input))
    case 'tiered':
      return resolveTiered(input)
    case 'threshold':
      return resolveThreshold(input)
  }
}

function resolveThreshold(input: unknown): DeliveryPolicy {
  const given = optionFields(input, 'policy', ['kind', 'followers', 'hysteresis'])
  const followers = countOption(given.followers, 'policy.followers', DEFAULT_FOLLOWERS)
  return thresholdPolicy({ followers, hysteresis: hysteresisOption(given.hysteresis) })
}

function resolveTiered(input: unknown): DeliveryPolicy {
  const given = optionFields(input, 'policy', ['kind', 'bulkFrom', 'pullFrom', 'hysteresis'])
  const pullFrom = countOption(given.pullFrom, 'policy.pullFrom', DEFAULT_FOLLOWERS)
  const bulkFrom = countOption(given.bulkFrom, 'policy.bulkFrom', Math.min(DEFAULT_BULK_FROM, pullFrom))
  if (bulkFrom > pullFrom) throw invalidOption('policy.bulkFrom', 'has to be at most policy.pullFrom')
  return tieredPolicy({ bulkFrom, pullFrom, hysteresis: hysteresisOption(given.hysteresis) })
}

function resolveCustom(input: unknown): DeliveryPolicy {
  const given = optionFields(input, 'policy', ['kind', 'policy'])
  const policy = requireMethods<DeliveryPolicy>(given.policy, 'policy.policy', ['delivery'])
  if (policy.readerClassOf !== undefined) requireMethods(policy, 'policy.policy', ['readerClassOf'])
  return policy
}

function countOption(value: unknown, field: string, otherwise: number): number {
  return numberOption(value, field, { min: 1, max: Number.POSITIVE_INFINITY, otherwise })
}

function hysteresisOption(value: unknown): number {
  return numberOption(value, 'policy.hysteresis', { min: 0, below: 1, otherwise: DEFAULT_HYSTERESIS })
}
