import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DOCUMENTED_FACTS } from '../../src/plan/facts/documented-facts'
import type { InputName } from '../../src/plan/inputs'
import { completed } from '../../src/plan/options'
import { makePlan } from '../../src/plan/plan'

type Given = Partial<Record<InputName, number>>

const inputs: fc.Arbitrary<Given> = fc.record({
  users: fc.integer({ min: 10_000, max: 1e9 }),
  'active-share': fc.double({ min: 0.05, max: 1, noNaN: true }),
  'posts-per-user': fc.double({ min: 0.01, max: 50, noNaN: true }),
  'reads-per-user': fc.double({ min: 0.1, max: 500, noNaN: true }),
  'mean-followers': fc.double({ min: 1, max: 1_000, noNaN: true }),
  'largest-author': fc.integer({ min: 2_000, max: 10_000 }),
  'pull-from': fc.integer({ min: 2_000, max: 20_000 }),
  exponent: fc.double({ min: 1.05, max: 3, noNaN: true }),
  'cache-length': fc.integer({ min: 1, max: 5_000 }),
  replicas: fc.integer({ min: 1, max: 5 }),
  'store-copies': fc.integer({ min: 1, max: 5 }),
  regions: fc.integer({ min: 1, max: 10 }),
  'retention-days': fc.integer({ min: 1, max: 18_000 }),
})

/** Values of all steps by name. Steps whose units do not fit make this throw. */
function stepsOf(given: Given): ReadonlyMap<string, number> {
  const plan = makePlan({ inputs: completed(given), facts: DOCUMENTED_FACTS })
  return new Map(plan.sections.flatMap(({ steps }) => steps).map(({ name, value }) => [name, value]))
}

/** How many times larger a step becomes when one input is doubled. */
function growth(given: Given, doubled: InputName): (step: string) => number {
  const before = stepsOf(given)
  const after = stepsOf({ ...given, [doubled]: (given[doubled] ?? Number.NaN) * 2 })
  return (step) => (after.get(step) ?? Number.NaN) / (before.get(step) ?? Number.NaN)
}

describe('a plan', () => {
  test('has finite, positive steps in units that fit, and no two of a name', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { sections } = makePlan({ inputs: completed(given), facts: DOCUMENTED_FACTS })
        const steps = sections.flatMap(({ steps }) => steps)
        for (const { value, inputs } of steps) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(Number.isFinite(value)).toBe(true)
          expect(inputs.length).toBeGreaterThan(0)
        }
        expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length)
      }),
      { numRuns: 50 },
    )
  })

  test('needs no less of anything for more users', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const more = stepsOf({ ...given, users: (given.users ?? 0) * 2 })
        for (const [name, value] of stepsOf(given)) expect(more.get(name), name).toBeGreaterThanOrEqual(value)
      }),
      { numRuns: 50 },
    )
  })

  test('needs no less work for a higher pull threshold, and pulls no more', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const [low, high] = [stepsOf(given), stepsOf({ ...given, 'pull-from': (given['pull-from'] ?? 0) * 2 })]
        expect(high.get('peak pushes')).toBeGreaterThanOrEqual(low.get('peak pushes') ?? Number.NaN)
        expect(high.get('workers of a region')).toBeGreaterThanOrEqual(low.get('workers of a region') ?? Number.NaN)
        expect(high.get('share of posts that are pulled')).toBeLessThanOrEqual(
          low.get('share of posts that are pulled') ?? Number.NaN,
        )
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    ['replicas', ['memory of all copies', 'Redis nodes of all regions'], ['memory of one copy', 'peak pushes']],
    ['cache-length', ['bytes of a timeline', 'memory of one copy'], ['peak pushes', 'open timelines']],
    ['store-copies', ['Cassandra disk of all regions', 'written by brokers'], ['posts of the retention, one copy']],
    ['retention-days', ['posts of the retention, one copy'], ['new data per day, one copy', 'memory of all copies']],
    ['regions', ['memory of all copies', 'Cassandra nodes of all regions'], ['memory of one copy', 'peak reads']],
    ['posts-per-user', ['peak posts', 'peak pushes', 'new data per day, one copy'], ['peak reads', 'follows']],
    ['reads-per-user', ['peak reads', 'to readers, without media'], ['peak posts', 'memory of all copies']],
    ['users', ['open timelines', 'memory of all copies', 'peak pushes', 'follows'], ['entries per post']],
  ] satisfies [InputName, string[], string[]][])('doubles with %s what it should, and leaves the rest', (...row) => {
    const [input, doubled, same] = row
    fc.assert(
      fc.property(inputs, (given) => {
        const grown = growth(given, input)
        for (const name of doubled) expect(grown(name)).toBeCloseTo(2, 9)
        for (const name of same) expect(grown(name)).toBeCloseTo(1, 9)
      }),
      { numRuns: 20 },
    )
  })
})
