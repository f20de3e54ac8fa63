import { atMost } from '../../harness/aims'
import { openLoop } from '../../harness/open-loop'
import type { Outcome } from '../../harness/reading'
import { toReading } from '../../harness/to-reading'
import type { Scale, Workload, WorkloadSettings } from '../../harness/workload'
import { type Capacity, measureCapacity, PUBLISHES_IN_FLIGHT } from '../../live-feed/capacity'
import { publishPost } from '../../live-feed/data'
import { plainOutcome } from '../../live-feed/plain-outcome'
import { openSocialNetwork, type SocialNetwork } from '../../live-feed/social-network'
import { VisibilityWatch } from '../../live-feed/visibility-watch'
import { highestFlatRate } from './flat-lag'

/** From publish to what followers see. */
export const pipeline: Workload = {
  about: 'publish to outbox, bus, workers, timelines: acknowledged and visible after how long',
  needs: [],
  onProfile: true,
  run: measurePipeline,
}

const SIZES = {
  full: { posts: 1_000, tryMs: 5_000, confirmMs: 60_000, watchedPerSecond: 20 },
  tiny: { posts: 20, tryMs: 100, confirmMs: 200, watchedPerSecond: 100 },
} satisfies Record<Scale, unknown>

const VISIBLE_WITHIN_MS = 250

async function measurePipeline(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { scale, meters, progress } = settings
  const size = SIZES[scale]
  const network = await openSocialNetwork(settings)
  try {
    progress('closed loop')
    const { feed } = network
    const publish = (): Promise<unknown> => publishPost(feed, network.drawPost().authorId)
    const capacity = await measureCapacity({ feed, meters, posts: size.posts, publish })
    const highest = await highestFlatRate({ network, from: capacity.postsPerSecond, ...size, progress })
    progress(`lag stays flat at ${highest.toFixed(0)} posts/s; open loop at half of it`)
    return [toOutcome(capacity), ...(await atHalf(network, settings, highest))]
  } finally {
    await network.end()
  }
}

function toOutcome({ acknowledged, postsPerSecond }: Capacity): Outcome {
  return plainOutcome({
    workload: 'pipeline',
    variant: `publish acknowledged, ${PUBLISHES_IN_FLIGHT} in flight`,
    unit: 'posts',
    readings: { engine: acknowledged },
    commands: { engine: ['publish, the next one as soon as one is acknowledged, workers running'] },
    figures: { 'applied, posts/s': postsPerSecond },
  })
}

/** Posts arrive at half of a rate: how long until they are acknowledged, and until a follower sees them. */
async function atHalf(
  network: SocialNetwork,
  { scale, meters }: WorkloadSettings,
  highest: number,
): Promise<readonly Outcome[]> {
  const { confirmMs, watchedPerSecond } = SIZES[scale]
  const rate = highest / 2
  const arrivals = Math.max(1, Math.round((rate * confirmMs) / 1_000))
  const watch = new VisibilityWatch(network.feed, Math.max(1, Math.round(rate / watchedPerSecond)))
  const { result, used } = await meters.during(async () => {
    const acknowledged = await openLoop({
      rate,
      arrivals,
      async operate(turn, dueMs) {
        const { authorId, followerId } = network.drawPost()
        const post = await publishPost(network.feed, authorId)
        watch.see(turn, { post, followerId, dueMs })
      },
    })
    return { acknowledged, visible: await watch.latenciesMs() }
  })
  const { acknowledged, visible } = result
  const figures = { 'highest rate at which lag stays flat, posts/s': highest, 'arrivals, posts/s': rate }
  const parts = { workload: 'pipeline', unit: 'posts', figures }
  const reading = { elapsedMs: acknowledged.elapsedMs, unitsPerOperation: 1, used }
  const seen = toReading({ ...reading, latenciesMs: visible })
  return [
    plainOutcome({
      ...parts,
      variant: 'publish acknowledged, at half of the highest rate',
      readings: { engine: toReading({ ...reading, latenciesMs: acknowledged.latenciesMs }) },
      commands: { engine: ['publish, at scheduled times; latency from the scheduled time to the answer'] },
    }),
    plainOutcome({
      ...parts,
      variant: 'post to visible, at half of the highest rate',
      readings: { engine: { ...seen, rate: acknowledged.rate } },
      commands: { engine: ['publish, at scheduled times; from then until the page of a follower shows the post'] },
      aims: [atMost('post to visible, p99 ms', VISIBLE_WITHIN_MS, seen.p99Ms)],
      figures: { ...figures, 'posts watched': visible.length },
    }),
  ]
}
