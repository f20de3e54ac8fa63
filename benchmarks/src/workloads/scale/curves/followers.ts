import { followAll, openTimelines } from '../../../live-feed/data'
import { named } from '../../../live-feed/in-parallel'
import type { Curve } from '../curve'
import { pushJob } from '../jobs'

/** Followers of one author, all of whose timelines are open. */
export const followers: Curve = {
  axis: 'followers',
  points: { full: [10, 100, 1_000, 4_000], tiny: [2, 8] },
  async grow(settings, feed, at) {
    const followerIds = named('follower', at)
    await followAll(feed, followerIds, ['author'])
    await openTimelines(feed, followerIds)
    return { jobs: [pushJob(settings, feed, { authorIds: ['author'], followers: at })] }
  },
}
