import { describe, expect, test } from 'vitest'
import { type DeliveryDecision, PULL_BY_ALL, PUSH_TO_ALL } from '../../src/index'
import { resolvePolicy } from '../../src/policy/resolve-policy'
import { expectRefusals } from '../support/refusal'

const PROMPT: DeliveryDecision = { pushFrom: 0, lane: 'prompt' }
const BULK: DeliveryDecision = { pushFrom: 0, lane: 'bulk' }
const PULL = expect.objectContaining({ pushFrom: PULL_BY_ALL.pushFrom })

const decisions = (policy: object, counts: readonly number[], authorId = 'author'): readonly DeliveryDecision[] => {
  const { delivery } = resolvePolicy({ kind: 'tiered', ...policy })
  let previous = PUSH_TO_ALL
  return counts.map((followers) => {
    const decision = delivery({ authorId, followers, previous })
    previous = { pushFrom: decision.pushFrom }
    return decision
  })
}

describe('tiers', () => {
  test('by default: at once below 1,000 followers, in bulk below 10,000, then pull', () => {
    expect(decisions({ hysteresis: 0 }, [0, 999, 1_000, 9_999, 10_000])).toEqual([PROMPT, PROMPT, BULK, BULK, PULL])
  })

  test('are kept until the count is below the band', () => {
    const counts = [99, 100, 90, 89, 99, 1_000, 900, 899, 90, 89]
    const expected = [PROMPT, BULK, BULK, PROMPT, PROMPT, PULL, PULL, BULK, BULK, PROMPT]
    expect(decisions({ bulkFrom: 100, pullFrom: 1_000 }, counts)).toEqual(expected)
  })

  test('of one author are not those of another', () => {
    const { delivery } = resolvePolicy({ kind: 'tiered', bulkFrom: 100, pullFrom: 1_000 })
    delivery({ authorId: 'a', followers: 100 })
    expect(delivery({ authorId: 'b', followers: 95 })).toEqual(PROMPT)
    expect(delivery({ authorId: 'a', followers: 95 })).toEqual(BULK)
  })

  test('below a low pull bound leave no room for bulk unless it is asked for', () => {
    expect(decisions({ pullFrom: 10 }, [9, 10])).toEqual([PROMPT, PULL])
  })
})

test.each(['bulkFrom', 'pullFrom'])('%s is a number of 1 or more', async (name) => {
  const field = `policy.${name}`
  const values = [0, -1, Number.NaN, '10', null, {}].map((value) => [String(value), value] as const)
  await expectRefusals(values, (value) => resolvePolicy({ kind: 'tiered', [name]: value }), {
    code: 'INVALID_OPTION',
    field,
  })
  resolvePolicy({ kind: 'tiered', [name]: 1_000 })
})

test('other impossible options are refused', async () => {
  const refused = (policy: object, field: string) =>
    expectRefusals([['it', policy] as const], (value) => resolvePolicy({ kind: 'tiered', ...(value as object) }), {
      code: 'INVALID_OPTION',
      field,
    })
  await refused({ bulkFrom: 11, pullFrom: 10 }, 'policy.bulkFrom')
  await refused({ hysteresis: 1 }, 'policy.hysteresis')
  await refused({ followers: 5 }, 'policy')
})
