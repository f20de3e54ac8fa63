import type { Post } from '@feed-engine/core'
import { seededRandom } from '../../../../examples/demo/src/random'
import type { WorkloadSettings } from '../../harness/workload'
import { followAll, openTimelines, publishPost } from '../../live-feed/data'
import { named } from '../../live-feed/in-parallel'
import { type LiveFeed, type Note, openLiveFeed } from '../../live-feed/live-feed'
import { workersOf } from '../../live-feed/workers'

export interface CastSize {
  readonly bulkAuthors: number
  /** All of them follow each bulk author. */
  readonly followers: number
  readonly smallAuthors: number
  /** Of the followers, as many follow each small author. */
  readonly smallFollowers: number
  /** Followers from which on an author is pushed in bulk, where there are lanes. */
  readonly bulkFrom: number
}

/** With a lane for bulk, and with all posts on one topic. */
export type Ways = 'lanes' | 'no lanes'

/** Small authors and authors in bulk, who have followers in common. All timelines are open. */
export interface Cast {
  readonly feed: LiveFeed
  /** Timelines that a post in bulk is written to. */
  readonly followerIds: readonly string[]
  /** How posts are fanned out from now on. */
  deliver(by: Ways): void
  /** The bulk authors take turns. */
  publishInBulk(): Promise<Post<Note>>
  /** Of a small author. */
  publishSmall(): Promise<{ readonly post: Post<Note>; readonly followerId: string }>
  /** Stops everything and removes all data. */
  end(): Promise<void>
}

export async function openCast(settings: WorkloadSettings, size: CastSize): Promise<Cast> {
  const policies = {
    lanes: { kind: 'tiered', bulkFrom: size.bulkFrom, pullFrom: Number.POSITIVE_INFINITY },
    'no lanes': { kind: 'threshold', followers: Number.POSITIVE_INFINITY },
  } as const
  const feed = await openLiveFeed(settings, { policy: policies.lanes, workers: 'none' })
  // Which lane a post takes is decided where it is published: workers know both.
  const workers = workersOf(settings, feed, policies.lanes)
  const end = async (): Promise<void> => {
    await workers.stop()
    await feed.end()
  }
  const followerIds = named('follower', size.followers)
  const bulkIds = named('bulk', size.bulkAuthors)
  const circles = named('small', size.smallAuthors).map((authorId, index) => ({
    authorId,
    followerIds: circleOf(followerIds, index, size.smallFollowers),
  }))
  try {
    settings.progress(`${size.followers} followers of ${size.bulkAuthors} authors in bulk`)
    await followAll(feed, followerIds, bulkIds)
    for (const circle of circles) await followAll(feed, circle.followerIds, [circle.authorId])
    await openTimelines(feed, followerIds)
    await workers.start()
  } catch (error) {
    await end()
    throw error
  }
  const random = seededRandom(settings.seed)
  const draw = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  let bulkPosts = 0
  return {
    feed,
    followerIds,
    deliver: (by) => feed.engine.setPolicy(policies[by]),
    publishInBulk: () => publishPost(feed, bulkIds[bulkPosts++ % bulkIds.length] ?? ''),
    async publishSmall() {
      const circle = draw(circles)
      return { post: await publishPost(feed, circle.authorId), followerId: draw(circle.followerIds) }
    },
    end,
  }
}

/** Some of the followers, others for each index while there are any. */
function circleOf(followerIds: readonly string[], index: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => followerIds[(index * count + at) % followerIds.length] ?? '')
}
