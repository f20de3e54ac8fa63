import { expect, test } from 'vitest'
import { median, percentile, percentilesOf } from '../../src/harness/statistics'

test('the median is the middle value, the upper one of two', () => {
  expect([median([3, 1, 2]), median([1, 2]), median([7]), median([])]).toEqual([2, 2, 7, Number.NaN])
})

test('a percentile is the nearest rank: a value that was measured', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
  expect([0, 0.5, 0.99, 0.991, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100, 100])
  expect(percentile([], 0.5)).toBeNaN()
})

test('percentiles are taken of latencies in any order', () => {
  const latencies = Float64Array.from({ length: 1_000 }, (_, index) => (index * 7) % 1_000)
  expect(percentilesOf(latencies)).toEqual({ p50Ms: 499, p99Ms: 989, p999Ms: 998 })
})
