import { followAll, openTimelines, publishPosts } from '../../../live-feed/data'
import { DRAINS_WITHIN } from '../../../live-feed/drains-within'
import { named } from '../../../live-feed/in-parallel'
import type { Curve } from '../curve'
import { coldReadJob, warmReadJob } from '../jobs'

/** Accounts that a viewer follows, all of them pushed. */
export const followees: Curve = {
  axis: 'followees',
  points: { full: [10, 50, 200, 1_000], tiny: [2, 8] },
  async grow(settings, feed, at) {
    const followeeIds = named('followee', at)
    await followAll(feed, ['viewer'], followeeIds)
    await publishPosts(feed, followeeIds, 2)
    await feed.engine.drain(DRAINS_WITHIN)
    await openTimelines(feed, ['viewer'])
    return {
      jobs: [warmReadJob(settings, feed, ['viewer']), coldReadJob(settings, feed, ['viewer'])],
    }
  },
}
