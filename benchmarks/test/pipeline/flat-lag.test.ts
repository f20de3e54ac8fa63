import { describe, expect, test } from 'vitest'
import { isFlat } from '../../src/workloads/pipeline/flat-lag'

const RATE = 100
const lags = (lagAt: (sample: number) => number): readonly number[] =>
  Array.from({ length: 20 }, (_, sample) => lagAt(sample))

describe('lag is flat', () => {
  test('while it wavers about the same number', () => {
    expect(
      isFlat(
        lags((sample) => 500 + 40 * (sample % 2)),
        RATE,
      ),
    ).toBe(true)
  })

  test('also if it grew at first, until everything was under way', () => {
    expect(
      isFlat(
        lags((sample) => Math.min(sample, 4) * 50),
        RATE,
      ),
    ).toBe(true)
  })

  test('not if it grows by more than a tenth of a second of posts', () => {
    expect(
      isFlat(
        lags((sample) => sample * 0.9),
        RATE,
      ),
    ).toBe(true)
    expect(
      isFlat(
        lags((sample) => sample * 1.1),
        RATE,
      ),
    ).toBe(false)
  })
})
