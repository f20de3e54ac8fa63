import { atMost } from '../../harness/aims'
import { medianReading } from '../../harness/median-reading'
import type { Outcome, Reading } from '../../harness/reading'
import { median } from '../../harness/statistics'
import { CALM, CONTENDERS, ENGINE, ONE_TOPIC } from './contenders'

/** Share of the fan-out's capacity that is offered in bulk. */
export const BULK_SHARE = 0.3
const P99_RATIO_AT_MOST = 1.5

/** What one contender did in one round. */
export interface Sample {
  readonly reading: Reading
  readonly bulkAppliedPerSecond: number
}

/** The rounds of each contender, by its name. */
export type Samples = Readonly<Record<string, readonly Sample[]>>

/**
 * Readings are medians over the rounds, ratios medians of each round's ratio.
 *
 * @param capacity bulk posts per second, each to so many followers
 */
export function toOutcome(samples: Samples, capacity: number, followers: number): Outcome {
  const medianOf = (name: string, value: (sample: Sample) => number): number => median((samples[name] ?? []).map(value))
  /** Of one contender to another, the median of the rounds' own ratios. */
  const ratio = (of: string, to: string, value: (reading: Reading) => number): number =>
    median((samples[of] ?? []).map(({ reading }, at) => value(reading) / value(samples[to]?.[at]?.reading ?? reading)))
  const p99 = ({ p99Ms }: Reading): number => p99Ms
  const baselines = Object.keys(CONTENDERS).filter((name) => name !== ENGINE)
  const applied = (name: string): number => medianOf(name, ({ bulkAppliedPerSecond }) => bulkAppliedPerSecond)
  const p99Ratio = ratio(ENGINE, CALM, p99)
  return {
    workload: 'lanes',
    variant: `post to visible of small authors, ${BULK_SHARE} × capacity in bulk`,
    unit: 'posts',
    readings: Object.fromEntries(
      Object.entries(samples).map(([name, rounds]) => [name, medianReading(rounds.map(({ reading }) => reading))]),
    ),
    commands: Object.fromEntries(Object.entries(CONTENDERS).map(([name, { commands }]) => [name, commands])),
    rateRatios: {},
    p50Ratios: Object.fromEntries(baselines.map((name) => [name, ratio(ENGINE, name, ({ p50Ms }) => p50Ms)])),
    aims: [atMost(`p99 ÷ p99 of ${CALM}`, P99_RATIO_AT_MOST, p99Ratio)],
    figures: {
      'capacity, entries/s': capacity * followers,
      'offered in bulk, entries/s': capacity * BULK_SHARE * followers,
      'applied in bulk with lanes, entries/s': applied(ENGINE) * followers,
      'applied in bulk without lanes, entries/s': applied(ONE_TOPIC) * followers,
      'p99 with bulk and lanes ÷ without bulk': p99Ratio,
      'p99 with bulk, without lanes ÷ without bulk': ratio(ONE_TOPIC, CALM, p99),
    },
  }
}
