import { atLeast } from '../../harness/aims'
import { closedLoop } from '../../harness/closed-loop'
import { openLoop } from '../../harness/open-loop'
import type { Outcome } from '../../harness/reading'
import { median } from '../../harness/statistics'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { publishPost } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { plainOutcome } from '../../live-feed/plain-outcome'
import { openSocialNetwork, type SocialNetwork } from '../../live-feed/social-network'

/** Workers come back after they have been away. */
export const backlog: Workload = {
  about: 'workers stop, posts pile up: how fast they catch up while new posts arrive',
  needs: [],
  onProfile: true,
  run: measureBacklog,
}

/** `posts` pile up; they stand for ten minutes of arrivals, which go on at a share of the capacity. */
const SIZES = {
  full: { posts: 3_000, rounds: 3 },
  tiny: { posts: 20, rounds: 1 },
} satisfies Record<Scale, unknown>

/** Share of the capacity at which new posts arrive. */
const ARRIVALS_SHARE = 0.1
const IN_FLIGHT = 16
const CAUGHT_UP_AT_LEAST = 0.8

async function measureBacklog(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { scale, progress } = settings
  const { posts, rounds } = SIZES[scale]
  const network = await openSocialNetwork(settings)
  try {
    const capacities: number[] = []
    const shares: number[] = []
    for (let round = 0; round <= rounds; round++) {
      progress(round === 0 ? 'warm-up' : `round ${round}`)
      const capacity = await appliedPerSecond(network, posts, 0)
      const caughtUp = await appliedPerSecond(network, posts, capacity * ARRIVALS_SHARE, capacity)
      if (round === 0) continue
      capacities.push(capacity)
      shares.push(caughtUp / capacity)
    }
    const share = median(shares)
    return [
      plainOutcome({
        workload: 'backlog',
        variant: `${posts} posts pile up, new ones arrive at ${ARRIVALS_SHARE} × capacity`,
        unit: 'posts',
        readings: {},
        commands: { engine: ['stop workers, publish, start workers and go on publishing, drain'] },
        aims: [atLeast('posts applied ÷ capacity, while new ones arrive', CAUGHT_UP_AT_LEAST, share)],
        figures: {
          'capacity without arrivals, posts/s': median(capacities),
          'share of it while new posts arrive': share,
        },
      }),
    ]
  } finally {
    await network.end()
  }
}

/** Lets posts pile up, then starts the workers and goes on publishing until they should be through. */
async function appliedPerSecond(
  network: SocialNetwork,
  posts: number,
  arrivalRate: number,
  capacity = 0,
): Promise<number> {
  const { feed, workers } = network
  const publish = (): Promise<unknown> => publishPost(feed, network.drawPost().authorId)
  await workers.stop()
  await closedLoop({ operations: posts, inFlight: IN_FLIGHT, operate: publish })
  const begunMs = performance.now()
  await workers.start()
  const arrivals = arrivalRate === 0 ? 0 : Math.ceil((arrivalRate * posts) / (capacity - arrivalRate))
  if (arrivals > 0) await openLoop({ rate: arrivalRate, arrivals, operate: publish })
  await feed.engine.drain(DRAINS_WITHIN)
  return ((posts + arrivals) * 1_000) / (performance.now() - begunMs)
}
