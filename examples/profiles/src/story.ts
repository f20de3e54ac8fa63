import type { FeedEngine } from '@feed-engine/core'
import type { Note } from './feed'

const FANS = Array.from({ length: 30 }, (_, index) => `fan-${index}`)

/** A day of a small network, told line by line: pushed and pulled authors, a delete, a block, a scroll to the end. */
export async function story(engine: FeedEngine<Note>, tell: (line: string) => void): Promise<void> {
  for (const fan of FANS) await engine.follow({ followerId: fan, followeeId: 'star' })
  for (const friend of ['grace', 'edsger']) await engine.follow({ followerId: 'ada', followeeId: friend })
  await engine.follow({ followerId: 'ada', followeeId: 'star' })
  await home(engine, 'ada')

  for (let index = 1; index <= 25; index++) {
    await engine.publish({ authorId: index % 2 === 0 ? 'grace' : 'edsger', body: { text: `note ${index}` } })
  }
  await engine.publish({ authorId: 'star', body: { text: 'a song for everybody' } })
  const slip = await engine.publish({ authorId: 'grace', body: { text: 'a slip' } })
  await engine.drain()

  const evening = await home(engine, 'ada')
  tell(`ada reads ${evening.length} posts; on top: ${evening[0]}, ${evening[1]}`)
  await engine.deletePost({ authorId: 'grace', postId: slip.id })
  tell(`grace deletes her slip; on top now: ${(await home(engine, 'ada'))[0]}`)
  await engine.block({ userId: 'ada', targetId: 'edsger' })
  const quieter = await home(engine, 'ada')
  tell(`ada blocks edsger: ${quieter.length} posts, none of them his`)
  tell(`a fan of the star reads: ${(await home(engine, FANS[7] ?? '')).join(', ')}`)
}

/** All of a home timeline, page by page, as `author: text`. */
async function home(engine: FeedEngine<Note>, viewerId: string): Promise<readonly string[]> {
  const lines: string[] = []
  let page = await engine.homeTimeline({ viewerId, limit: 10 })
  for (;;) {
    lines.push(...page.items.map(({ post }) => `${post.authorId}: ${post.body?.text}`))
    if (page.nextCursor === undefined) return lines
    page = await engine.homeTimeline({ viewerId, limit: 10, cursor: page.nextCursor })
  }
}
