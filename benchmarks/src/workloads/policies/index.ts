import type { Addresses } from '@feed-engine/example-profiles'
import { atMost } from '../../harness/aims'
import type { Outcome } from '../../harness/reading'
import { plainOutcome } from '../../live-feed/plain-outcome'
import { comparePolicies, KNOWN_COSTS, type PushCost } from '../../policies/compare-policies'
import { drawCelebrityGraph, toFollowLists } from '../../policies/follow-lists'
import { switchAtRandom } from '../../policies/lossless'
import { measurePrices, toPushCost } from './prices'

/** What this workload needs of its settings. */
export interface PolicySettings {
  readonly addresses: Addresses
  readonly calibrate: boolean
  readonly seed: number
  readonly scale: 'full' | 'tiny'
  graph(): Promise<{ readonly followees: readonly ReadonlySet<number>[] }>
  progress(line: string): void
}

const SIZES = {
  full: { users: 20_000, days: 12, costs: KNOWN_COSTS, posts: 1_000 },
  tiny: { users: 300, days: 6, costs: KNOWN_COSTS.slice(0, 1), posts: 100 },
}

/** What the cost policy has to be worth where pushes are cheap, as on Redis and PostgreSQL. */
const COST_AT_MOST = 0.6

/** Which policy is the cheapest, and when: a replay of posts and reads, at known costs and at those of real servers. */
export const policies = {
  about: 'total cost, writes, delays, pulls and memory of push, pull, threshold, tiers and cost, by cost of a push',
  needs: [],
  onProfile: false,
  calibratesOn: ['postgres', 'redis'],

  async run(settings: PolicySettings): Promise<readonly Outcome[]> {
    const { seed, scale, graph, progress } = settings
    const { users, days, costs: known, posts } = SIZES[scale]
    const { outcomes, costs: measured } = settings.calibrate ? await measureCosts(settings) : NOT_MEASURED
    const common = { days, costs: [...known, ...measured], seed, progress }
    const aim = { at: [...known.slice(0, 1), ...measured], atMost: COST_AT_MOST }
    return [
      ...outcomes,
      ...comparePolicies({ ...common, graph: drawCelebrityGraph(users, seed), name: 'celebrities', aim }),
      ...comparePolicies({ ...common, graph: toFollowLists((await graph()).followees), name: 'the graph' }),
      await switches(posts, seed, progress),
    ]
  },
} as const

interface MeasuredCosts {
  readonly outcomes: readonly Outcome[]
  readonly costs: readonly PushCost[]
}

const NOT_MEASURED: MeasuredCosts = { outcomes: [], costs: [] }

async function measureCosts({ addresses, progress }: PolicySettings): Promise<MeasuredCosts> {
  progress('prices of pushes and pulls')
  const prices = await measurePrices(addresses)
  const cost = toPushCost(prices)
  const outcome = plainOutcome({
    workload: 'policies',
    variant: 'prices on Redis and PostgreSQL',
    unit: 'ms',
    readings: {},
    commands: {},
    figures: {
      'an entry that a timeline takes, ms': prices.pushMs,
      'a timeline that takes none, ms': prices.skipMs,
      'an author pulled, ms': prices.pullMs,
      'a push costs, in pulls': cost.pulls,
    },
  })
  return { outcomes: [outcome], costs: [cost] }
}

async function switches(posts: number, seed: number, progress: PolicySettings['progress']): Promise<Outcome> {
  progress('switches of a real engine')
  const { switches: count, lost, repeated } = await switchAtRandom({ posts, seed })
  return plainOutcome({
    workload: 'policies',
    variant: 'a real engine in memory, authors and readers changing sides at random',
    unit: 'posts',
    readings: {},
    commands: {},
    aims: [atMost('posts lost or repeated across switches', 0, lost + repeated)],
    figures: { switches: count, lost, repeated },
  })
}
