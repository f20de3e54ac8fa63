import type { Outcome, Reading } from '../../harness/reading'

/** A plot as data, for the script of the page. Series are drawn over `xs`; `null` where there is no value. */
export interface Plot {
  readonly title: string
  readonly kind: 'bars' | 'lines'
  readonly xs: readonly number[]
  /** Names of the places on the x axis, where they are not numbers. */
  readonly xNames?: readonly string[]
  readonly xLabel: string
  readonly yLabel: string
  readonly logarithmic: boolean
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
}

const PERCENTILES = [
  { name: 'p50', of: ({ p50Ms }: Reading) => p50Ms },
  { name: 'p99', of: ({ p99Ms }: Reading) => p99Ms },
  { name: 'p99.9', of: ({ p999Ms }: Reading) => p999Ms },
]

/** Rates and latencies of an outcome's contenders; none where there is nothing to compare. */
export function outcomePlots(outcome: Outcome): readonly Plot[] {
  const readings = Object.entries(outcome.readings)
  if (readings.length < 2) return []
  const rates: Plot = {
    title: `${outcome.unit} per second`,
    kind: 'bars',
    xs: readings.map((_, index) => index),
    xNames: readings.map(([name]) => name),
    xLabel: '',
    yLabel: `${outcome.unit}/s`,
    logarithmic: false,
    series: [{ name: 'rate', values: readings.map(([, { rate }]) => finite(rate)) }],
  }
  const latencies: Plot = {
    title: 'latency',
    kind: 'lines',
    xs: PERCENTILES.map((_, index) => index),
    xNames: PERCENTILES.map(({ name }) => name),
    xLabel: '',
    yLabel: 'ms',
    logarithmic: true,
    series: readings.map(([name, reading]) => ({ name, values: PERCENTILES.map(({ of }) => positive(of(reading))) })),
  }
  return [rates, latencies]
}

/** Curves that the outcomes of a workload make up: rate and median latency over each axis. */
export function curvePlots(outcomes: readonly Outcome[]): readonly Plot[] {
  const axes = new Set(outcomes.map(({ point }) => point?.axis).filter((axis) => axis !== undefined))
  return [...axes].flatMap((axis) => {
    const points = outcomes.filter(({ point }) => point?.axis === axis).sort((a, b) => placeOf(a) - placeOf(b))
    const units = new Set(points.map(({ unit }) => unit))
    return [...units].flatMap((unit) =>
      curvesOf(
        axis,
        unit,
        points.filter((point) => point.unit === unit),
      ),
    )
  })
}

function curvesOf(axis: string, unit: string, points: readonly Outcome[]): readonly Plot[] {
  const xs = [...new Set(points.map(placeOf))]
  const contenders = [...new Set(points.flatMap(({ readings }) => Object.keys(readings)))]
  const curve = (title: string, yLabel: string, of: (reading: Reading) => number): Plot => ({
    title,
    kind: 'lines',
    xs,
    xLabel: axis,
    yLabel,
    logarithmic: false,
    series: contenders.map((name) => ({
      name,
      values: xs.map((x) => {
        const reading = points.find((point) => placeOf(point) === x)?.readings[name]
        return reading === undefined ? null : finite(of(reading))
      }),
    })),
  })
  return [
    curve(`${unit} per second by ${axis}`, `${unit}/s`, ({ rate }) => rate),
    curve(`median latency by ${axis}`, 'ms', ({ p50Ms }) => p50Ms),
  ]
}

function placeOf({ point }: Outcome): number {
  return point?.at ?? 0
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** A logarithmic axis has no place for anything else. */
function positive(value: number): number | null {
  return Number.isFinite(value) && value > 0 ? value : null
}
