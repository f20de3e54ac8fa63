import { closedLoop } from '../../harness/closed-loop'
import type { Meters } from '../../harness/meters'
import type { Outcome } from '../../harness/reading'
import { toReading } from '../../harness/to-reading'
import { publishPost } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { plainOutcome } from '../../live-feed/plain-outcome'
import type { SocialNetwork } from '../../live-feed/social-network'

const IN_FLIGHT = 16

/**
 * Publishes posts as fast as they are acknowledged, and waits until all are applied. The capacity is posts per second
 * until then: what comes in faster piles up.
 */
export async function measureCapacity(
  network: SocialNetwork,
  meters: Meters,
  posts: number,
): Promise<{ readonly outcome: Outcome; readonly capacity: number }> {
  const { feed } = network
  const operate = (): Promise<unknown> => publishPost(feed, network.drawPost().authorId)
  await closedLoop({ operations: Math.ceil(posts / 5), inFlight: IN_FLIGHT, operate })
  await feed.engine.drain(DRAINS_WITHIN)
  const begunMs = performance.now()
  const { result, used } = await meters.during(() => closedLoop({ operations: posts, inFlight: IN_FLIGHT, operate }))
  await feed.engine.drain(DRAINS_WITHIN)
  const capacity = (posts * 1_000) / (performance.now() - begunMs)
  const outcome = plainOutcome({
    workload: 'pipeline',
    variant: `publish acknowledged, ${IN_FLIGHT} in flight`,
    unit: 'posts',
    readings: { engine: toReading({ ...result, unitsPerOperation: 1, used }) },
    commands: { engine: ['publish, the next one as soon as one is acknowledged, workers running'] },
    figures: { 'applied, posts/s': capacity },
  })
  return { outcome, capacity }
}
