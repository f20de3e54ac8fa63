import type { Outcome } from '../../harness/reading'
import { COST_RATIOS, comparePolicies } from '../../policies/compare-policies'
import { drawCelebrityGraph, toFollowLists } from '../../policies/follow-lists'
import { switchAtRandom } from '../../policies/lossless'

/** What this workload needs of its settings. */
export interface PolicySettings {
  readonly seed: number
  readonly scale: 'full' | 'tiny'
  graph(): Promise<{ readonly followees: readonly ReadonlySet<number>[] }>
  progress(line: string): void
}

const SIZES = {
  full: { users: 20_000, days: 12, ratios: COST_RATIOS, posts: 1_000 },
  tiny: { users: 300, days: 6, ratios: [1], posts: 100 },
}

/** What the cost policy has to be worth at the costs of Redis and PostgreSQL. */
const AIM = { ratio: 0.1, atMost: 0.6 }

/** Which policy is the cheapest, and when: a replay of posts and reads, without servers. */
export const policies = {
  about: 'total cost, writes, delays, pulls and memory of push, pull, threshold, tiers and cost, by cost of a push',
  needs: [],
  onProfile: false,

  async run({ seed, scale, graph, progress }: PolicySettings): Promise<readonly Outcome[]> {
    const { users, days, ratios, posts } = SIZES[scale]
    const common = { days, ratios, seed, progress }
    return [
      ...comparePolicies({ ...common, graph: drawCelebrityGraph(users, seed), name: 'celebrities', aim: AIM }),
      ...comparePolicies({ ...common, graph: toFollowLists((await graph()).followees), name: 'the graph' }),
      await switches(posts, seed, progress),
    ]
  },
}

async function switches(posts: number, seed: number, progress: PolicySettings['progress']): Promise<Outcome> {
  progress('switches of a real engine')
  const { switches: count, lost, repeated } = await switchAtRandom({ posts, seed })
  const measured = lost + repeated
  return {
    workload: 'policies',
    variant: 'a real engine in memory, authors and readers changing sides at random',
    unit: 'posts',
    readings: {},
    commands: {},
    rateRatios: {},
    p50Ratios: {},
    aims: [{ text: 'posts lost or repeated across switches ≤ 0', measured, met: measured === 0 }],
    figures: { switches: count, lost, repeated },
  }
}
