import { SeededRandom } from '@feed-engine/simulation'
import { atMost } from '../harness/aims'
import type { Outcome } from '../harness/reading'
import { costContender, fixedContenders, HONEST_BASELINE } from './contender'
import { drawEvents } from './events'
import type { FollowLists } from './follow-lists'
import { drawRates, inflow } from './rates'
import { type ReplayParams, replay, type Tally } from './replay'
import { DAY_MS, scenarios } from './scenario'
import { dailyCost } from './total-cost'

/** What pushing costs, in pulls of an author. */
export interface PushCost {
  /** Of an entry that a timeline takes. */
  readonly pulls: number
  /** Of a timeline that does not take it, as a share of that. */
  readonly skippedShare: number
  /** Whether it was found on servers in this run. */
  readonly measured: boolean
}

/** Work for a timeline that does not take an entry, as a share of that for one that does: on Redis it was 0.4 to 0.9. */
const SKIPPED_SHARE = 0.5
/** From what `calibrate` finds on Redis and PostgreSQL to pushes that are dear; cheapest first. */
export const KNOWN_COSTS: readonly PushCost[] = Object.freeze(
  [0.1, 0.2, 0.5, 1, 2, 5].map((pulls) => ({ pulls, skippedShare: SKIPPED_SHARE, measured: false })),
)
/** Entries that workers and cache push together: as much as the burst of the cost policy takes for granted by default. */
const ENTRIES_PER_SECOND = 10_000
const BYTES_PER_ENTRY = 16
const MAX_ENTRIES = 500
/** Stream of randomness, apart from those of graph, rates and events. */
const STREAM = 13

export interface ComparisonParams {
  readonly graph: FollowLists
  /** What the graph is, for the report. */
  readonly name: string
  readonly days: number
  readonly seed: number
  readonly costs: readonly PushCost[]
  /** Bound of the total cost, in that of the honest baseline, at some of the costs; absent: none. */
  readonly aim?: { readonly at: readonly PushCost[]; readonly atMost: number }
  progress(line: string): void
}

/** Lets all policies go through all scenarios. One outcome for each scenario and cost. */
export function comparePolicies(params: ComparisonParams): readonly Outcome[] {
  const { graph, seed } = params
  const durationMs = params.days * DAY_MS
  const rates = drawRates(graph, seed)
  const reach = inflow(graph, rates)
  return scenarios(graph, new SeededRandom(seed, STREAM), durationMs).flatMap((scenario) => {
    params.progress(`${params.name}, ${scenario.name}`)
    const common: Omit<ReplayParams, 'contender'> = {
      graph,
      scenario,
      events: drawEvents(rates, scenario, { durationMs, seed }),
      inflow: reach,
      countedFromMs: durationMs / 2,
      durationMs,
      entriesPerSecond: ENTRIES_PER_SECOND,
      skippedShare: SKIPPED_SHARE,
    }
    const fixed = fixedContenders().map((contender) => [contender.name, replay({ ...common, contender })] as const)
    return params.costs.map((pushCost) => {
      const cost = replay({ ...common, contender: costContender(pushCost.pulls) })
      const tallies = new Map<string, Tally>([['cost', cost], ...fixed])
      return toOutcome(params, { variant: `${params.name}, ${scenario.name}`, pushCost, tallies })
    })
  })
}

function toOutcome(
  { aim }: ComparisonParams,
  parts: { readonly variant: string; readonly pushCost: PushCost; readonly tallies: ReadonlyMap<string, Tally> },
): Outcome {
  const { pushCost, tallies } = parts
  const { pulls, skippedShare, measured: isMeasured } = pushCost
  const prices = { push: pulls, skip: pulls * skippedShare }
  const baseline = tallies.get(HONEST_BASELINE)
  const baseCost = baseline === undefined ? Number.NaN : dailyCost(baseline, prices)
  const costs = [...tallies].map(([name, tally]) => [name, dailyCost(tally, prices) / baseCost] as const)
  const measured = costs.find(([name]) => name === 'cost')?.[1] ?? Number.NaN
  const cheapest = costs.reduce((best, next) => (next[1] < best[1] ? next : best), ['cost', measured] as const)
  const price = `a push costs ${pulls} pulls${isMeasured ? ' as measured' : ''}`
  return {
    workload: 'policies',
    variant: `${parts.variant}, ${price}, cheapest: ${cheapest[0]}`,
    unit: 'pulls a day',
    readings: {},
    commands: {},
    rateRatios: {},
    p50Ratios: {},
    aims: aim?.at.includes(pushCost) ? [atMost(`cost ÷ ${HONEST_BASELINE}`, aim.atMost, measured)] : [],
    figures: Object.fromEntries([
      ...costs.map(([name, share]) => [`${name}: total cost ÷ ${HONEST_BASELINE}`, share] as const),
      ...[...tallies].flatMap(([name, tally]) => figuresOf(name, tally)),
    ]),
  }
}

function figuresOf(name: string, tally: Tally): readonly (readonly [string, number])[] {
  return [
    [`${name}: timeline writes per second`, tally.pushed / (tally.days * (DAY_MS / 1_000))],
    [`${name}: fan-out delay p99, ms`, tally.fanOutP99Ms],
    [`${name}: authors pulled per read`, tally.pulled / tally.reads],
    [`${name}: timelines filled per read`, tally.fills / tally.reads],
    [`${name}: memory of timelines, MB`, (tally.openTimelines * MAX_ENTRIES * BYTES_PER_ENTRY) / 1e6],
    [`${name}: share of reads before a post has arrived`, tally.staleReads / tally.reads],
    [`${name}: switches of authors per post`, tally.authorSwitches / tally.posts],
    [`${name}: switches of readers per read`, tally.readerSwitches / tally.reads],
  ]
}
