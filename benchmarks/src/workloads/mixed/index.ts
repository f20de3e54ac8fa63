import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import { percentilesOf } from '../../harness/statistics'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { publishPost } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { openSocialNetwork, type SocialNetwork } from '../../live-feed/social-network'
import { churn } from './churn'

/** Reads and writes together, as a product has them. */
export const mixed: Workload = {
  about: 'reads and publishes, 100 : 1 and 50 : 1, after churn, beside pulling every page',
  needs: [],
  onProfile: true,
  run: measureMixed,
}

const READS_PER_WRITE = [100, 50]

const SIZES = {
  full: { operations: 1_000, postsPerUser: 10 },
  tiny: { operations: 60, postsPerUser: 2 },
} satisfies Record<Scale, unknown>

const IN_FLIGHT = 16
/** Share of the reads that go on to a second page. */
const SCROLLS = 0.2

async function measureMixed(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { scale, progress } = settings
  const network = await openSocialNetwork(settings)
  try {
    progress('churn')
    await churn(network, SIZES[scale].postsPerUser)
    const outcomes: Outcome[] = []
    for (const readsPerWrite of READS_PER_WRITE) {
      progress(`${readsPerWrite} reads a write`)
      outcomes.push(await measure(network, readsPerWrite, settings))
    }
    return outcomes
  } finally {
    await network.end()
  }
}

async function measure(
  network: SocialNetwork,
  readsPerWrite: number,
  { scale, meters, effort }: WorkloadSettings,
): Promise<Outcome> {
  const writesMs: number[] = []
  const way = (read: 'cached' | 'strict') => async (turn: number) => {
    if (turn % (readsPerWrite + 1) > 0) return readPages(network, read)
    const begunMs = performance.now()
    await publishPost(network.feed, network.drawPost().authorId)
    if (read === 'cached') writesMs.push(performance.now() - begunMs)
  }
  const outcome = await runTrial(
    {
      workload: 'mixed',
      variant: `${readsPerWrite} reads a publish, ${IN_FLIGHT} in flight`,
      unit: 'operations',
      unitsPerOperation: 1,
      inFlight: IN_FLIGHT,
      operations: SIZES[scale].operations,
      contenders: [
        {
          name: 'engine',
          commands: ['homeTimeline, one in five goes on to the second page; publish; workers run beside it'],
          operate: way('cached'),
        },
        { name: 'pull', commands: ["the same with read: 'strict': every page pulled"], operate: way('strict') },
      ],
    },
    meters,
    effort,
  )
  await network.feed.engine.drain(DRAINS_WITHIN)
  const { p50Ms, p99Ms } = percentilesOf(Float64Array.from(writesMs))
  return { ...outcome, figures: { 'publish acknowledged, p50 ms': p50Ms, 'publish acknowledged, p99 ms': p99Ms } }
}

async function readPages({ feed, drawReader, random }: SocialNetwork, read: 'cached' | 'strict'): Promise<void> {
  const viewerId = drawReader()
  const { nextCursor } = await feed.engine.homeTimeline({ viewerId, read })
  if (nextCursor !== undefined && random() < SCROLLS) {
    await feed.engine.homeTimeline({ viewerId, read, cursor: nextCursor })
  }
}
