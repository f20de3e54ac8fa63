import type { UserId } from '@feed-engine/core'
import { KEPT, type PushWay } from '../../baselines/push-way'
import type { StampedPost } from '../../baselines/stamped-post'
import { userId } from '../../baselines/stamped-post'
import type { Population } from './population'

/**
 * Gives every viewer the timeline that they would have, had they been pushed to in this way from the beginning: the first
 * 500 posts at once, all others one by one.
 *
 * @param everybody whether pull authors are pushed too
 */
export async function fillByHand(way: PushWay, { viewerIds, followeesOf, posts }: Population, everybody: boolean) {
  const pushed = posts.filter(({ pulled }) => everybody || !pulled).map(({ stamp }) => stamp)
  const later = new Map<StampedPost, UserId[]>()
  for (const viewerId of viewerIds) {
    const own = pushed.filter(({ author }) => followeesOf.get(viewerId)?.has(userId(author)))
    await way.fill([viewerId], own.slice(0, KEPT))
    for (const post of own.slice(KEPT)) later.set(post, [...(later.get(post) ?? []), viewerId])
  }
  for (const post of pushed) {
    const viewers = later.get(post)
    if (viewers !== undefined) await way.push(post, viewers)
  }
}
