import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BatchSize } from '../../src/fanout/batch-size'

const LIMITS = { min: 10, max: 100, targetMs: 50 }

const quick = { tookMs: 50, failed: false }
const slow = { tookMs: 51, failed: false }
const broken = { tookMs: 1, failed: true }

test('a batch begins at the largest size', () => {
  expect(new BatchSize(LIMITS).current).toBe(100)
})

test.each([
  ['slow', slow],
  ['failed', broken],
])('a batch that was %s halves the next ones, down to the smallest size', (_, push) => {
  const batch = new BatchSize(LIMITS)
  const sizes = [1, 2, 3, 4, 5].map(() => {
    batch.learn({ feeds: batch.current, ...push })
    return batch.current
  })
  expect(sizes).toEqual([50, 25, 12, 10, 10])
})

test('full batches that were quick make the next ones larger, up to the largest size', () => {
  const batch = new BatchSize(LIMITS)
  for (let time = 0; time < 9; time++) batch.learn({ feeds: 1, ...slow })
  const sizes = [1, 2, 3, 4, 5, 6, 7].map(() => {
    for (let time = 1; time < 32; time++) batch.learn({ feeds: batch.current, ...quick })
    const before = batch.current
    batch.learn({ feeds: before, ...quick })
    expect(batch.current).toBeGreaterThanOrEqual(before)
    return batch.current
  })
  expect(sizes).toEqual([15, 23, 35, 53, 80, 100, 100])
})

test('a batch that was quick because it was small makes no larger ones', () => {
  const batch = new BatchSize(LIMITS)
  batch.learn({ feeds: 100, ...slow })
  for (let time = 0; time < 100; time++) batch.learn({ feeds: 49, ...quick })
  expect(batch.current).toBe(50)
})

test('a slow batch among quick ones begins the count anew', () => {
  const batch = new BatchSize(LIMITS)
  batch.learn({ feeds: 100, ...slow })
  for (let time = 0; time < 31; time++) batch.learn({ feeds: 50, ...quick })
  batch.learn({ feeds: 1, ...slow })
  for (let time = 0; time < 31; time++) batch.learn({ feeds: 25, ...quick })
  expect(batch.current).toBe(25)
  batch.learn({ feeds: 25, ...quick })
  expect(batch.current).toBe(38)
})

test('the size stays within its bounds, whatever happens', () => {
  const pushes = fc.array(fc.record({ feeds: fc.nat(200), tookMs: fc.nat(200), failed: fc.boolean() }))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(50), pushes, (min, more, learned) => {
      const batch = new BatchSize({ min, max: min + more, targetMs: 50 })
      for (const push of learned) {
        batch.learn(push)
        expect(batch.current).toBeGreaterThanOrEqual(min)
        expect(batch.current).toBeLessThanOrEqual(min + more)
      }
    }),
  )
})
