import { expect, test } from 'vitest'
import { toResult } from '../../src/report/run-report'
import { outcome } from './outcomes'

test('a result has the figures of the engine on top, and everything else below', () => {
  const result = toResult(outcome())
  expect(result).toEqual({
    workload: 'fan-out',
    variant: 'one Redis, 3 in flight',
    rate: 1_234_567,
    p50Ms: 0.5,
    p99Ms: 2,
    ratioToDesignText: 6.17,
    ratioToFloor: 0.82,
    bytesPerTimeline: 9_360,
    outcome: outcome(),
  })
})

test('what was not measured is null, so that every result has the same keys', () => {
  const { bytesPerTimeline, ...bare } = outcome({ readings: {}, rateRatios: {}, p50Ratios: {} })
  expect(bytesPerTimeline).toBeDefined()
  expect(JSON.parse(JSON.stringify(toResult(bare)))).toMatchObject({
    rate: null,
    p50Ms: null,
    p99Ms: null,
    ratioToDesignText: null,
    ratioToFloor: null,
    bytesPerTimeline: null,
  })
})
