import { followAll, openTimelines, publishPosts } from '../../../live-feed/data'
import { DRAINS_WITHIN } from '../../../live-feed/drains-within'
import { inParallel, named } from '../../../live-feed/in-parallel'
import type { Curve } from '../curve'
import { pushJob, warmReadJob } from '../jobs'

const SIZES = { full: { authors: 10, viewers: 50, neighbours: 4 }, tiny: { authors: 2, viewers: 4, neighbours: 2 } }

/** Users who follow and post among themselves, beside authors and viewers who stay as many as they are. */
export const users: Curve = {
  axis: 'users',
  points: { full: [100, 1_000, 5_000], tiny: [5, 10] },
  async grow(settings, feed, at) {
    const { authors, viewers, neighbours } = SIZES[settings.scale]
    const [others, authorIds, viewerIds] = [named('user', at), named('author', authors), named('viewer', viewers)]
    await inParallel([...others.entries()], async ([user, followerId]) => {
      for (let step = 1; step <= neighbours; step++) {
        await feed.engine.follow({ followerId, followeeId: others[(user + step) % at] ?? '' })
      }
    })
    await followAll(feed, viewerIds, authorIds)
    await publishPosts(feed, [...others, ...authorIds], 1)
    await feed.engine.drain(DRAINS_WITHIN)
    await openTimelines(feed, viewerIds)
    return {
      jobs: [pushJob(settings, feed, { authorIds, followers: viewers }), warmReadJob(settings, feed, viewerIds)],
    }
  },
}
