import { followAll, openTimelines, publishPosts } from '../../../live-feed/data'
import { DRAINS_WITHIN } from '../../../live-feed/drains-within'
import { named } from '../../../live-feed/in-parallel'
import type { Curve } from '../curve'
import { warmReadJob } from '../jobs'

/** Pull authors that a viewer follows, each with a post that may belong on the page. */
export const pullAuthors: Curve = {
  axis: 'pull authors',
  points: { full: [1, 10, 100, 500, 2_000], tiny: [1, 6] },
  options: () => ({ policy: { kind: 'threshold', followers: 1 } }),
  async grow(settings, feed, at) {
    const authorIds = named('author', at)
    await followAll(feed, ['viewer'], authorIds)
    await publishPosts(feed, authorIds, 1)
    await feed.engine.drain(DRAINS_WITHIN)
    await openTimelines(feed, ['viewer'])
    return { jobs: [warmReadJob(settings, feed, ['viewer'])] }
  },
}
