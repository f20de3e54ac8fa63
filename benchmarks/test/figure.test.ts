import { describe, expect, test } from 'vitest'
import { compare } from '../src/compare'
import { figure, formatFigures, median } from '../src/figure'

describe('a figure', () => {
  const fast = figure({
    workload: 'push',
    name: 'entries',
    unit: 'entries/s',
    value: 1_234_567,
    baseline: { name: 'a loop', value: 5_000_000 },
  })

  test('has the ratio to its baseline', () => {
    expect(fast.ratio).toBeCloseTo(0.2469)
  })

  test('is a line of a table, with the baseline beside it', () => {
    const [head, line] = formatFigures([fast]).split('\n')
    expect(head).toMatch(/^workload +figure +measured +ratio +baseline +aim$/)
    expect(line).toBe('push      entries  1,230,000 entries/s  0.247×  5,000,000 entries/s: a loop')
  })
})

test('the median is the middle value', () => {
  expect([median([3, 1, 2]), median([1, 2]), median([7])]).toEqual([2, 2, 7])
})

describe('a comparison', () => {
  const spin = (turns: number) => () => {
    let sum = 0
    for (let turn = 0; turn < turns; turn++) sum += Math.sqrt(turn)
    if (sum < 0) throw new Error('unreachable')
  }

  test('tells the faster one', async () => {
    const { candidate, baseline } = await compare({
      candidate: { run: spin(1_000) },
      baseline: { run: spin(200_000) },
      operations: 1,
      effort: { rounds: 3, timeMs: 5, iterations: 5 },
    })
    expect(candidate).toBeGreaterThan(baseline)
  })

  test('restores the state before each run', async () => {
    const calls: string[] = []
    await compare({
      candidate: { run: () => void calls.push('run'), before: async () => void calls.push('before') },
      baseline: { run: spin(1) },
      operations: 1,
      effort: { rounds: 1, timeMs: 0, iterations: 3 },
    })
    expect(calls.length).toBeGreaterThanOrEqual(6)
    expect(calls).toEqual(calls.map((_, index) => (index % 2 === 0 ? 'before' : 'run')))
  })

  test('fails if a contender fails', async () => {
    const broken = {
      run: async () => {
        throw new Error('not what was to be measured')
      },
    }
    const effort = { rounds: 1, timeMs: 1, iterations: 1 }
    await expect(compare({ candidate: broken, baseline: broken, operations: 1, effort })).rejects.toThrow('not what')
  })
})
