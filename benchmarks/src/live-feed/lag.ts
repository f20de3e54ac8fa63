import { FAN_OUT_GROUP, TOPICS } from '@feed-engine/core'
import type { LiveFeed } from './live-feed'

/** Events that are acknowledged and not applied yet: in the outbox, and on the topics of the fan-out. */
export async function lagOf({ deployment }: Pick<LiveFeed, 'deployment'>): Promise<number> {
  const { posts, bus } = deployment.stores
  if (posts.outbox === undefined || bus === undefined) throw new TypeError('the profile has no outbox or no bus')
  const waiting = [TOPICS.posts, TOPICS.fanOut].map((topic) => bus.lag({ topic, group: FAN_OUT_GROUP }))
  const counts = await Promise.all([posts.outbox.pending(), ...waiting])
  return counts.reduce((sum, count) => sum + count, 0)
}
