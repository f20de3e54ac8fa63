import { choiceOption, numberOption, optionFields, requireMethods } from '../validate/options'
import { costPolicy } from './cost'
import type { DeliveryPolicy } from './delivery-policy'
import { resolveCost } from './resolve-cost'
import { thresholdPolicy } from './threshold'

const KINDS = ['threshold', 'cost', 'custom'] as const

/** Checks the `policy` option and builds the policy. Throws `INVALID_OPTION`. */
export function resolvePolicy(input: unknown): DeliveryPolicy {
  const { kind: named } = optionFields(input, 'policy', [
    ...(['kind', 'followers', 'hysteresis', 'policy'] as const),
    ...(['costs', 'readsPerDay', 'burst'] as const),
  ])
  const kind = choiceOption(named, 'policy.kind', { choices: KINDS, otherwise: 'threshold' })
  if (kind === 'custom') return resolveCustom(input)
  if (kind === 'cost') return costPolicy(resolveCost(input))
  const given = optionFields(input, 'policy', ['kind', 'followers', 'hysteresis'])
  return thresholdPolicy({
    followers: numberOption(given.followers, 'policy.followers', {
      min: 1,
      max: Number.POSITIVE_INFINITY,
      otherwise: 10_000,
    }),
    hysteresis: numberOption(given.hysteresis, 'policy.hysteresis', { min: 0, below: 1, otherwise: 0.1 }),
  })
}

function resolveCustom(input: unknown): DeliveryPolicy {
  const given = optionFields(input, 'policy', ['kind', 'policy'])
  const policy = requireMethods<DeliveryPolicy>(given.policy, 'policy.policy', ['delivery'])
  if (policy.readerClassOf !== undefined) requireMethods(policy, 'policy.policy', ['readerClassOf'])
  return policy
}
