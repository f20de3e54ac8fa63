import { WorkerProcesses } from '@feed-engine/example-profiles'
import { followAll, openTimelines, publishPosts } from '../../../live-feed/data'
import { DRAINS_WITHIN } from '../../../live-feed/drains-within'
import { named } from '../../../live-feed/in-parallel'
import type { Curve } from '../curve'

const SIZES = {
  full: { authors: 40, followers: 400, operations: 5 },
  tiny: { authors: 2, followers: 4, operations: 1 },
}

/** Worker processes that share the fan-out of this one's posts. */
export const workers: Curve = {
  axis: 'workers',
  points: { full: [1, 2, 4], tiny: [1, 2] },
  processes: true,
  options: () => ({ workers: 'none' }),
  async grow(settings, feed, at) {
    const { authors, followers, operations } = SIZES[settings.scale]
    const { profile, addresses } = settings
    const [authorIds, followerIds] = [named('author', authors), named('follower', followers)]
    const { namespace, cursorSecret } = feed
    const processes = new WorkerProcesses({ profile: profile.name, addresses, namespace, cursorSecret })
    try {
      for (let started = 0; started < at; started++) await processes.start()
      await followAll(feed, followerIds, authorIds)
      await openTimelines(feed, followerIds)
    } catch (error) {
      await processes.stop()
      throw error
    }
    return {
      jobs: [
        {
          name: 'push',
          unit: 'entries',
          unitsPerOperation: authors * followers,
          operations,
          command: `publish by ${authors}, drain by the workers`,
          async operate() {
            await publishPosts(feed, authorIds, 1)
            await feed.engine.drain(DRAINS_WITHIN)
          },
        },
      ],
      end: () => processes.stop(),
    }
  },
}
