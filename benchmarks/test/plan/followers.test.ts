import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distributionOf, type FollowerDistribution, partBelow, shareFrom } from '../../src/plan/followers'

const distributions = fc
  .record({
    exponent: fc.double({ min: 1.05, max: 4, noNaN: true }),
    largest: fc.double({ min: 1e3, max: 1e8, noNaN: true }),
    share: fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
  })
  .map(({ exponent, largest, share }) => ({ exponent, largest, mean: largest * share }))

/** The same by the sum over slices that are evenly wide in logarithms. */
function bySlices({ exponent, smallest, largest }: FollowerDistribution, threshold: number) {
  const slices = 20_000
  const ratio = (largest / smallest) ** (1 / slices)
  let [all, below, above, mass] = [0, 0, 0, 0]
  for (let slice = 0, low = smallest; slice < slices; slice++, low *= ratio) {
    const middle = low * Math.sqrt(ratio)
    const share = middle ** (-exponent - 1) * low * (ratio - 1)
    mass += share
    all += share * middle
    if (middle < threshold) below += share * middle
    else above += share
  }
  return { mean: all / mass, below: below / mass, above: above / mass }
}

describe('follower counts', () => {
  test('have the mean that is asked for', () => {
    fc.assert(
      fc.property(distributions, (wanted) => {
        const distribution = distributionOf(wanted)
        expect(partBelow(distribution, Number.POSITIVE_INFINITY) / wanted.mean).toBeCloseTo(1, 6)
      }),
    )
  })

  test('are those of the density', () => {
    const distribution = distributionOf({ mean: 200, exponent: 1.25, largest: 1e7 })
    const summed = bySlices(distribution, 10_000)
    expect(summed.mean / 200).toBeCloseTo(1, 3)
    expect(partBelow(distribution, 10_000) / summed.below).toBeCloseTo(1, 3)
    expect(shareFrom(distribution, 10_000) / summed.above).toBeCloseTo(1, 2)
  })

  test('below a threshold they grow with it, and above it they get fewer', () => {
    fc.assert(
      fc.property(distributions, fc.double({ min: 1, max: 1e8, noNaN: true }), (wanted, threshold) => {
        const distribution = distributionOf(wanted)
        expect(partBelow(distribution, threshold * 2)).toBeGreaterThanOrEqual(partBelow(distribution, threshold))
        expect(shareFrom(distribution, threshold * 2)).toBeLessThanOrEqual(shareFrom(distribution, threshold))
      }),
    )
  })

  test('lie between the smallest and the largest author', () => {
    const distribution = distributionOf({ mean: 200, exponent: 1.25, largest: 1e6 })
    expect(partBelow(distribution, distribution.smallest)).toBe(0)
    expect([shareFrom(distribution, distribution.smallest), shareFrom(distribution, 1e6)]).toEqual([1, 0])
  })
})
