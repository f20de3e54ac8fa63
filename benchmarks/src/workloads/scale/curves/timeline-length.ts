import { followAll, openTimelines, publishPosts } from '../../../live-feed/data'
import { DRAINS_WITHIN } from '../../../live-feed/drains-within'
import { named } from '../../../live-feed/in-parallel'
import type { Curve } from '../curve'
import { pushJob, warmReadJob } from '../jobs'

const SIZES = { full: { authors: 10, viewers: 50 }, tiny: { authors: 2, viewers: 3 } }

/** Entries of timelines, all of them full. */
export const timelineLength: Curve = {
  axis: 'entries of a timeline',
  // A page looks ahead of itself: shorter timelines would have to be pulled below their ends.
  points: { full: [100, 500, 2_000], tiny: [60, 80] },
  options: (at) => ({ timeline: { maxEntries: at } }),
  async grow(settings, feed, at) {
    const { authors, viewers } = SIZES[settings.scale]
    const [authorIds, viewerIds] = [named('author', authors), named('viewer', viewers)]
    await followAll(feed, viewerIds, authorIds)
    await publishPosts(feed, authorIds, Math.ceil(at / authors) + 1)
    await feed.engine.drain(DRAINS_WITHIN)
    await openTimelines(feed, viewerIds)
    return {
      jobs: [pushJob(settings, feed, { authorIds, followers: viewers }), warmReadJob(settings, feed, viewerIds)],
    }
  },
}
