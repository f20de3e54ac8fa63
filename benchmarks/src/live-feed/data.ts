import { DEFAULT_TENANT, type FeedPage } from '@feed-engine/core'
import { inParallel } from './in-parallel'
import type { LiveFeed, Note } from './live-feed'

/** As long as an ordinary post. */
const TEXT = 'A post of ordinary length, as people write them when they have something to tell. '.repeat(3)

type Feed = Pick<LiveFeed, 'engine'>

/** Everybody of the followers follows everybody of the followees. */
export async function followAll(
  { engine }: Feed,
  followerIds: readonly string[],
  followeeIds: readonly string[],
): Promise<void> {
  const pairs = followerIds.flatMap((followerId) => followeeIds.map((followeeId) => ({ followerId, followeeId })))
  await inParallel(pairs, (pair) => engine.follow(pair))
}

/** Publishes so many posts of each author. Answers the ids of the last ones, by author in order. */
export async function publishPosts(feed: Feed, authorIds: readonly string[], each: number): Promise<readonly string[]> {
  const latest = new Map<string, string>()
  for (let round = 0; round < each; round++) {
    await inParallel(authorIds, async (authorId) => latest.set(authorId, (await publishPost(feed, authorId)).id))
  }
  return authorIds.map((authorId) => latest.get(authorId) ?? '')
}

export function publishPost({ engine }: Feed, authorId: string) {
  return engine.publish({ authorId, body: { text: TEXT } })
}

/** Opens the timelines of viewers by reading their first pages. */
export async function openTimelines({ engine }: Feed, viewerIds: readonly string[]): Promise<void> {
  await inParallel(viewerIds, (viewerId) => engine.homeTimeline({ viewerId }))
}

/** Forgets home timelines. */
export async function evictTimelines(
  { deployment }: Pick<LiveFeed, 'deployment'>,
  viewerIds: readonly string[],
): Promise<void> {
  const { timelines } = deployment.stores
  if (timelines === undefined) throw new TypeError('the profile has no timelines')
  await timelines.evict({ feeds: viewerIds.map((ownerId) => ({ tenant: DEFAULT_TENANT, kind: 'home', ownerId })) })
}

/** The ids on a page, newest first. */
export function idsOf(page: FeedPage<Note>): readonly string[] {
  return page.items.map(({ post }) => post.id)
}
