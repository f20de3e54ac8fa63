import { publishPost, publishPosts } from '../../live-feed/data'
import { DRAINS_WITHIN } from '../../live-feed/drains-within'
import { inParallel } from '../../live-feed/in-parallel'
import type { SocialNetwork } from '../../live-feed/social-network'

/** One in so many users changes something. */
const CHANGE_ONE_IN = 20

/** What happens to a feed that is used: posts, deletes, unfollows and follows anew, reads in between. */
export async function churn(
  { feed, userIds, drawPost, drawReader }: SocialNetwork,
  postsPerUser: number,
): Promise<void> {
  const { engine } = feed
  await publishPosts(feed, userIds, postsPerUser)
  const changes = userIds.slice(0, Math.ceil(userIds.length / CHANGE_ONE_IN))
  await inParallel(changes, async () => {
    const { authorId, followerId } = drawPost()
    await engine.unfollow({ followerId, followeeId: authorId })
    await engine.follow({ followerId, followeeId: authorId })
    await engine.homeTimeline({ viewerId: drawReader() })
    const { id } = await publishPost(feed, authorId)
    await engine.deletePost({ authorId, postId: id })
  })
  await engine.drain(DRAINS_WITHIN)
}
