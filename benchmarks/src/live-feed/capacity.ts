import { closedLoop } from '../harness/closed-loop'
import type { Meters } from '../harness/meters'
import type { Reading } from '../harness/reading'
import { toReading } from '../harness/to-reading'
import { DRAINS_WITHIN } from './drains-within'
import type { LiveFeed } from './live-feed'

/** Posts under way at once. */
export const PUBLISHES_IN_FLIGHT = 16

export interface Capacity {
  /** Posts per second until all were applied: what comes in faster piles up. */
  readonly postsPerSecond: number
  /** How posts were acknowledged meanwhile. */
  readonly acknowledged: Reading
}

/** Publishes posts as fast as they are acknowledged, and waits until all are applied; a few before them warm up. */
export async function measureCapacity(params: {
  readonly feed: Pick<LiveFeed, 'engine'>
  readonly meters: Meters
  readonly posts: number
  /** Publishes one. */
  readonly publish: () => Promise<unknown>
}): Promise<Capacity> {
  const { feed, meters, posts, publish } = params
  const loop = { inFlight: PUBLISHES_IN_FLIGHT, operate: publish }
  await closedLoop({ operations: Math.ceil(posts / 5), ...loop })
  await feed.engine.drain(DRAINS_WITHIN)
  const begunMs = performance.now()
  const { result, used } = await meters.during(() => closedLoop({ operations: posts, ...loop }))
  await feed.engine.drain(DRAINS_WITHIN)
  return {
    postsPerSecond: (posts * 1_000) / (performance.now() - begunMs),
    acknowledged: toReading({ ...result, unitsPerOperation: 1, used }),
  }
}
