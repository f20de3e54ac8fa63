import { type FollowGraph, followerCounts, rankBy } from '../../../examples/demo/src/follow-graph'
import { defaultThreshold } from '../../../examples/demo/src/load-graph'
import { type Random, seededRandom, zipfSampler } from '../../../examples/demo/src/random'
import type { WorkloadSettings } from '../harness/workload'
import { openTimelines } from './data'
import { inParallel } from './in-parallel'
import { type LiveFeed, openLiveFeed } from './live-feed'
import { type Workers, workersOf } from './workers'

/** How fast activity falls with rank: near 0.8 for posts and visits of social networks. */
const ACTIVITY_EXPONENT = 0.8

/** A feed on a profile with a follow graph: all timelines are open, the few most followed authors are pulled. */
export interface SocialNetwork {
  readonly feed: LiveFeed
  /** Started. */
  readonly workers: Workers
  readonly userIds: readonly string[]
  readonly random: Random
  /** An author who is pushed, and one of the followers: some post far more often than others. */
  drawPost(): { readonly authorId: string; readonly followerId: string }
  /** Some read far more often than others. */
  drawReader(): string
  /** Stops everything and removes all data. */
  end(): Promise<void>
}

/** Opens a feed on the profile of the settings with their graph. */
export async function openSocialNetwork(settings: WorkloadSettings): Promise<SocialNetwork> {
  const graph = await settings.graph()
  const { userIds } = graph
  const policy = { kind: 'threshold', followers: defaultThreshold(graph) } as const
  const feed = await openLiveFeed(settings, { policy, workers: 'none' })
  const workers = workersOf(settings, feed, policy)
  const end = async (): Promise<void> => {
    await workers.stop()
    await feed.end()
  }
  try {
    settings.progress(`${userIds.length} users follow each other`)
    await inParallel(followsOf(graph), (follow) => feed.engine.follow(follow))
    await openTimelines(feed, userIds)
    await workers.start()
  } catch (error) {
    await end()
    throw error
  }
  const random = seededRandom(settings.seed)
  const followers = followersByUser(graph)
  const authors = rankBy(followerCounts(graph)).filter((user) => isPushed(followers[user]?.length, policy.followers))
  const drawAuthor = zipfSampler(authors.length, ACTIVITY_EXPONENT, random)
  const drawReader = zipfSampler(userIds.length, ACTIVITY_EXPONENT, random)
  const idOf = (user: number | undefined): string => userIds[user ?? 0] ?? ''
  return {
    feed,
    workers,
    userIds,
    random,
    drawPost() {
      const author = authors[drawAuthor()] ?? 0
      const readers = followers[author] ?? []
      return { authorId: idOf(author), followerId: idOf(readers[Math.floor(random() * readers.length)]) }
    },
    drawReader: () => idOf(drawReader()),
    end,
  }
}

function followsOf({ userIds, followees }: FollowGraph): readonly { followerId: string; followeeId: string }[] {
  return followees.flatMap((own, follower) =>
    [...own].map((followee) => ({ followerId: userIds[follower] ?? '', followeeId: userIds[followee] ?? '' })),
  )
}

function followersByUser({ userIds, followees }: FollowGraph): readonly number[][] {
  const followers = userIds.map((): number[] => [])
  for (const [follower, own] of followees.entries()) for (const followee of own) followers[followee]?.push(follower)
  return followers
}

function isPushed(followers = 0, threshold: number): boolean {
  return followers > 0 && followers < threshold
}
