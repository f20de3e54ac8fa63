import type { FeedEngine } from '@feed-engine/core'
import type { RunningConsumers } from './run-consumers'

/** Some posts, and what every group made of them. */
export async function story(
  engine: FeedEngine<string>,
  consumers: RunningConsumers,
  print: (line: string) => void,
): Promise<void> {
  await engine.follow({ followerId: 'ann', followeeId: 'bob' })
  await engine.publish({ authorId: 'bob', body: 'Good morning, @ann' })
  await engine.publish({ authorId: 'bob', body: 'Only for followers, @ann and @cid', visibility: 'followers' })
  await engine.publish({ authorId: 'cid', body: 'Buy now, this is no spam' })
  const regretted = await engine.publish({ authorId: 'cid', body: 'Good grief' })
  await engine.deletePost({ postId: regretted.id, authorId: 'cid' })
  await consumers.drained()

  const { items } = await engine.homeTimeline({ viewerId: 'ann' })
  print(`fan-out:       ann reads ${items.map(({ post }) => `"${post.body}"`).join(' and ')}`)
  print(`notifications: ${consumers.notifications.sent.join(', ')}`)
  const counts = [...consumers.analytics.postsByAuthor].map(([authorId, count]) => `${authorId} ${count}`)
  print(`analytics:     posts by author: ${counts.join(', ')}`)
  print(`search:        ${consumers.search.size} public posts, ${consumers.search.find('good').length} with "good"`)
  print(`moderation:    ${consumers.moderation.hidden.size} hidden`)
}
