import { describe, expect, test } from 'vitest'
import { curvePlots, outcomePlots } from '../../src/report/html/plots'
import { outcome, reading } from './outcomes'

describe('plots of an outcome', () => {
  test('compare rates as bars from zero, and latencies as lines', () => {
    const [rates, latencies] = outcomePlots(outcome())
    expect(rates).toMatchObject({
      kind: 'bars',
      xNames: ['engine', 'design-text', 'floor'],
      series: [{ values: [1_234_567, 200_000, 1_500_000] }],
    })
    expect(latencies).toMatchObject({ kind: 'lines', xNames: ['p50', 'p99', 'p99.9'], logarithmic: true })
    expect(latencies?.series[0]).toEqual({ name: 'engine', values: [0.5, 2, 3] })
  })

  test('are left out where there is nothing to compare', () => {
    expect(outcomePlots(outcome({ readings: { engine: reading() } }))).toEqual([])
  })

  test('leave a gap for what is no place on the axis', () => {
    const odd = outcome({ readings: { engine: reading({ p50Ms: 0, rate: Number.NaN }), floor: reading() } })
    const [rates, latencies] = outcomePlots(odd)
    expect(rates?.series[0]?.values).toEqual([null, 1_234_567])
    expect(latencies?.series[0]?.values).toEqual([null, 2, 3])
  })
})

describe('curves', () => {
  const at = (users: number, rate: number) =>
    outcome({ readings: { engine: reading({ rate }) }, point: { axis: 'users', at: users } })

  test('are made of the outcomes with the same axis, in its order', () => {
    const [rates] = curvePlots([at(1_000, 30), outcome(), at(10, 50)])
    expect(rates).toMatchObject({ xLabel: 'users', xs: [10, 1_000], series: [{ name: 'engine', values: [50, 30] }] })
  })

  test('are one for each unit', () => {
    const plots = curvePlots([at(10, 50), { ...at(10, 7), unit: 'reads' }])
    expect(plots.map(({ yLabel }) => yLabel)).toEqual(['entries/s', 'ms', 'reads/s', 'ms'])
  })

  test('are none where no outcome lies on one', () => {
    expect(curvePlots([outcome()])).toEqual([])
  })
})
