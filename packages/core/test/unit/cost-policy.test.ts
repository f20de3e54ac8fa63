import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeliveryQuestion } from '../../src/index'
import { resolvePolicy } from '../../src/policy/resolve-policy'
import { expectRefusal } from '../support/refusal'

const DAY_MS = 86_400_000

/** Costs one to one: break-even is where the author posts as often as the reader reads. */
const EVEN = {
  kind: 'cost',
  costs: { pushMs: 1, pullMs: 1 },
  readsPerDay: [0.1, 1, 10, 100],
  hysteresis: 0.2,
  burst: { seconds: 2, entriesPerSecond: 1_000, share: 0.5 },
} as const

function pushFrom(options: object, question: Partial<DeliveryQuestion>): number {
  return resolvePolicy(options).delivery({ authorId: 'a', followers: 10, ...question }).pushFrom
}

describe('the cost policy', () => {
  test.each([
    [0, 0],
    [0.1, 0],
    [0.11, 1],
    [1, 1],
    [1.1, 2],
    [10, 2],
    [10.1, 3],
    [100, 3],
    [100.1, 4],
  ])('%d posts a day: pushed from class %d on', (postsPerDay, expected) => {
    expect(pushFrom(EVEN, { postsPerDay })).toBe(expected)
  })

  test('pushes more where pulls are dear, and less where pushes are', () => {
    const costs = (pushMs: number, pullMs: number) => ({ ...EVEN, costs: { pushMs, pullMs } })
    expect(pushFrom(costs(1, 10), { postsPerDay: 1 })).toBe(0)
    expect(pushFrom(costs(1, 1), { postsPerDay: 1 })).toBe(1)
    expect(pushFrom(costs(10, 1), { postsPerDay: 1 })).toBe(2)
  })

  test('does not ask how many follow, up to the burst', () => {
    for (const followers of [0, 1, 100, 999]) expect(pushFrom(EVEN, { followers, postsPerDay: 1 })).toBe(1)
    expect(pushFrom(EVEN, { followers: 1_000, postsPerDay: 1 })).toBe(4)
  })

  test('pushes a burst that is too large to those classes that are few enough', () => {
    const options = { ...EVEN, burst: { ...EVEN.burst, readersFrom: [1, 0.5, 0.1, 0.01] } }
    expect(pushFrom(options, { followers: 999, postsPerDay: 0 })).toBe(0)
    expect(pushFrom(options, { followers: 1_000, postsPerDay: 0 })).toBe(1)
    expect(pushFrom(options, { followers: 2_000, postsPerDay: 0 })).toBe(2)
    expect(pushFrom(options, { followers: 10_000, postsPerDay: 0 })).toBe(3)
    expect(pushFrom(options, { followers: 100_000, postsPerDay: 0 })).toBe(4)
  })

  test('goes back only below the band', () => {
    const after = (previous: number, postsPerDay: number) =>
      pushFrom(EVEN, { postsPerDay, previous: { pushFrom: previous } })
    expect(after(1, 1)).toBe(1)
    expect(after(2, 1)).toBe(2)
    expect(after(2, 0.81)).toBe(2)
    expect(after(2, 0.8)).toBe(1)
    const burst = (followers: number, previous: number) =>
      pushFrom(EVEN, { followers, postsPerDay: 0, previous: { pushFrom: previous } })
    expect(burst(999, 0)).toBe(0)
    expect(burst(800, 4)).toBe(4)
    expect(burst(799, 4)).toBe(0)
  })

  test('within the band nothing changes its mind', () => {
    const rates = fc.double({ min: 0.001, max: 1_000, noNaN: true })
    fc.assert(
      fc.property(rates, fc.double({ min: 0.801, max: 1, noNaN: true }), (postsPerDay, wavering) => {
        const decided = pushFrom(EVEN, { postsPerDay })
        const previous = { pushFrom: decided }
        expect(pushFrom(EVEN, { postsPerDay: postsPerDay * wavering, previous })).toBe(decided)
        expect(pushFrom(EVEN, { postsPerDay, previous })).toBe(decided)
      }),
    )
  })

  test('where readers are not told apart, all are daily ones: pushed or pulled', () => {
    const delivery = (postsPerDay: number) => pushFrom(EVEN, { postsPerDay, readersAreCounted: false })
    expect([0, 10, 10.1, 1_000].map(delivery)).toEqual([0, 0, 4, 4])
  })
})

describe('the class of a reader', () => {
  const policy = resolvePolicy({ kind: 'cost' })
  const classOf = (perDay: number, current?: number, observedMs = 30 * DAY_MS) =>
    policy.readerClassOf?.({
      readerId: 'r',
      reads: { perDay, observedMs },
      ...(current === undefined ? {} : { current }),
    })

  test.each([
    [0, 0],
    [1 / 15, 0],
    [1 / 14, 1],
    [1 / 7, 1],
    [1 / 2.7, 1],
    [1 / 2.6, 2],
    [1, 2],
    [2.4, 2],
    [2.5, 3],
    [1_000, 3],
  ])('who comes %d times a day is in class %d', (perDay, expected) => expect(classOf(perDay)).toBe(expected))

  test('is daily for somebody of whom nothing is known, and stays for an open timeline', () => {
    expect(policy.readerClassOf?.({ readerId: 'r' })).toBe(2)
    expect(policy.readerClassOf?.({ readerId: 'r', current: 3 })).toBe(3)
  })

  test('changes for an open timeline only beyond a margin', () => {
    expect([2.5, 3, 3.1].map((perDay) => classOf(perDay, 2))).toEqual([2, 2, 3])
    expect([2.4, 2, 1.9].map((perDay) => classOf(perDay, 3))).toEqual([3, 3, 2])
    expect(classOf(0, 3)).toBe(0)
    expect(classOf(100, 0)).toBe(3)
  })

  test('is not lowered for somebody who has been counted for less than a day', () => {
    expect(classOf(0.01, 3, DAY_MS - 1)).toBe(3)
    expect(classOf(0.01, 3, DAY_MS)).toBe(0)
    expect(classOf(100, 0, 0)).toBe(3)
  })
})

describe('options of the cost policy', () => {
  test.each([
    ['policy.costs', { costs: 1 }],
    ['policy.costs', { costs: { pushMs: 1 } }],
    ['policy.costs.pushMs', { costs: { pushMs: 0, pullMs: 1 } }],
    ['policy.costs.pullMs', { costs: { pushMs: 1, pullMs: Number.NaN } }],
    ['policy.costs.pullMs', { costs: { pushMs: 1, pullMs: Number.POSITIVE_INFINITY } }],
    ['policy.readsPerDay', { readsPerDay: [1, 2, 3] }],
    ['policy.readsPerDay', { readsPerDay: [1, 3, 2, 4] }],
    ['policy.readsPerDay', { readsPerDay: [1, 1, 2, 3] }],
    ['policy.readsPerDay[0]', { readsPerDay: [0, 1, 2, 3] }],
    ['policy.hysteresis', { hysteresis: 1 }],
    ['policy.hysteresis', { hysteresis: -0.1 }],
    ['policy.burst.seconds', { burst: { seconds: 0 } }],
    ['policy.burst.entriesPerSecond', { burst: { entriesPerSecond: '1' } }],
    ['policy.burst.share', { burst: { share: 1.1 } }],
    ['policy.burst.readersFrom', { burst: { readersFrom: [0.5, 0.6, 0.7, 0.8] } }],
    ['policy.burst.readersFrom[0]', { burst: { readersFrom: [1.1, 1, 1, 1] } }],
    ['policy.burst', { burst: { second: 1 } }],
    ['policy', { followers: 10 }],
  ])('%s is checked', async (field, options) => {
    await expectRefusal(() => resolvePolicy({ kind: 'cost', ...options }), { code: 'INVALID_OPTION', field })
  })

  test('have defaults', () => {
    const fast = { postsPerDay: 10 }
    expect(pushFrom({ kind: 'cost' }, { followers: 9_999 })).toBe(0)
    expect(pushFrom({ kind: 'cost' }, { followers: 10_000 })).toBe(4)
    expect(pushFrom({ kind: 'cost' }, fast)).toBe(3)
    expect(pushFrom({ kind: 'cost', costs: { pushMs: 1, pullMs: 8 } }, fast)).toBe(3)
    expect(pushFrom({ kind: 'cost', costs: { pushMs: 1, pullMs: 10 } }, fast)).toBe(2)
  })
})

test('a policy that asks for classes is asked by a function', async () => {
  const policy = { delivery: () => ({ pushFrom: 0 }), readerClassOf: 1 }
  await expectRefusal(() => resolvePolicy({ kind: 'custom', policy }), {
    code: 'INVALID_OPTION',
    field: 'policy.policy',
  })
})
