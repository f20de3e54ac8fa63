import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PULL_BY_ALL, PUSH_TO_ALL } from '../../src/index'
import { resolvePolicy } from '../../src/policy/resolve-policy'
import { thresholdPolicy } from '../../src/policy/threshold'
import { fullJitterMs } from '../../src/runtime/backoff'
import { nearestName } from '../../src/validate/nearest-name'
import { seededRandom } from '../support/seeded-random'

describe('threshold policy', () => {
  const policy = thresholdPolicy({ followers: 100, hysteresis: 0.1 })
  const decide = (followers: number, previous?: typeof PUSH_TO_ALL) =>
    policy.delivery({ authorId: 'a', followers, ...(previous === undefined ? {} : { previous }) })

  test.each([
    [0, undefined, PUSH_TO_ALL],
    [99, undefined, PUSH_TO_ALL],
    [100, undefined, PULL_BY_ALL],
    [99, PUSH_TO_ALL, PUSH_TO_ALL],
    [100, PUSH_TO_ALL, PULL_BY_ALL],
    [99, PULL_BY_ALL, PULL_BY_ALL],
    [90, PULL_BY_ALL, PULL_BY_ALL],
    [89, PULL_BY_ALL, PUSH_TO_ALL],
    [95, { pushFrom: 2 }, PUSH_TO_ALL],
  ])('%d followers after %o: %o', (followers, previous, expected) => {
    expect(decide(followers, previous)).toEqual(expected)
  })

  test('within the band nothing changes its mind', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 90, max: 99 }),
        fc.constantFrom(PUSH_TO_ALL, PULL_BY_ALL),
        (followers, previous) => {
          expect(decide(followers, previous)).toEqual(previous)
        },
      ),
    )
  })
})

describe('nearest name', () => {
  const NAMES = ['workers', 'policy', 'timeline', 'cursor', 'maxEntries', 'idleTtlMs']
  test.each([
    ['worker', 'workers'],
    ['WORKERS', 'workers'],
    ['polcy', 'policy'],
    ['timelines', 'timeline'],
    ['maxEntry', 'maxEntries'],
    ['idleTTL', 'idleTtlMs'],
    ['xxxxxxxxxxxxxxxx', undefined],
    ['z'.repeat(65), undefined],
  ])('of %s is %s', (name, expected) => expect(nearestName(name, NAMES)).toBe(expected))

  test('of a name with one slip is that name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.nat(), fc.constantFrom('drop', 'double', 'swap'), (name, at, slip) => {
        const index = at % name.length
        const char = name.charAt(index)
        const instead = { drop: '', double: char + char, swap: '_' }[slip]
        expect(nearestName(name.slice(0, index) + instead + name.slice(index + 1), NAMES)).toBe(name)
      }),
    )
  })

  test('is not looked for where comparing would take long', () => {
    const long = 'workers'.repeat(10)
    expect(nearestName(long, [`${long}!`])).toBeUndefined()
    expect(nearestName('workers'.repeat(1_000_000), NAMES)).toBeUndefined()
  })
})

describe('full jitter', () => {
  const LIMITS = { baseMs: 100, capMs: 10_000 }

  test('is between nothing and a bound that doubles up to the cap', () => {
    const random = seededRandom()
    for (let attempt = 1; attempt <= 2_000; attempt++) {
      const delayMs = fullJitterMs(random, attempt, LIMITS)
      expect(Number.isInteger(delayMs)).toBe(true)
      expect(delayMs).toBeGreaterThanOrEqual(0)
      expect(delayMs).toBeLessThan(Math.min(10_000, 100 * 2 ** (attempt - 1)))
    }
  })

  test('uses its whole range', () => {
    const delays = Array.from({ length: 1_000 }, (_, index) => fullJitterMs({ next: () => index / 1_000 }, 4, LIMITS))
    expect(Math.min(...delays)).toBe(0)
    expect(Math.max(...delays)).toBe(799)
  })
})

test('a policy is either a threshold or custom, and has to be given to be changed', () => {
  const policy = { delivery: () => ({ pushFrom: 0 }) }
  expect(() => resolvePolicy({ kind: 'threshold', policy })).toThrow(/unknown property "policy"/)
  expect(() => resolvePolicy({ kind: 'custom', policy, followers: 7 })).toThrow(/unknown property "followers"/)
})
