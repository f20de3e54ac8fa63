import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type FeedPage } from '@feed-engine/core'

interface Note {
  readonly text: string
}

const MINUTE_MS = 60_000
const MONTH_MS = 30 * 24 * 60 * MINUTE_MS

// A clock that can be moved: months pass in this program.
let aheadMs = 0
const clock = { now: () => Date.now() + aheadMs }

const engine = createFeedEngine<Note>({
  stores: () => createMemoryStores({ clock }),
  clock,
  discovery: { share: 0.3 },
})

const publish = (authorId: string, text: string, topic: string, homeRegion: string) =>
  engine.publish({ authorId, body: { text }, topics: [topic], homeRegion })

const like = async (postId: string, ...viewerIds: readonly string[]): Promise<void> => {
  for (const viewerId of viewerIds)
    await engine.recordInteractions({ viewerId, interactions: [{ kind: 'like', postId }] })
}

/** Until all of that is applied, and no process remembers a board from before. */
const settle = async (): Promise<void> => {
  await engine.drain()
  aheadMs += MINUTE_MS
}

const print = (title: string, page: FeedPage<Note>): void => {
  const { share, count } = page.discovered ?? { share: 0, count: 0 }
  console.log(`${title} (${count} of ${page.items.length} discovered, share ${share})`)
  for (const { post, why } of page.items) console.log(`  ${post.authorId}: ${post.body?.text} (${why.reason})`)
}

const oolong = await publish('olga', 'How to brew oolong', 'tea', 'north')
const kettle = await publish('kaya', 'A kettle from 1920', 'tea', 'south')
const derby = await publish('dirk', 'What a derby', 'football', 'south')
const goal = await publish('gus', 'The goal of the year', 'football', 'north')
await like(derby.id, 'ulla', 'veit', 'wim', 'xenia')
await like(goal.id, 'ulla', 'veit', 'wim')
await like(oolong.id, 'ulla', 'veit')
await like(kettle.id, 'ulla')
await engine.follow({ followerId: 'olga', followeeId: 'kaya' })
await engine.follow({ followerId: 'olga', followeeId: 'ulla' })
await settle()

const viewerId = 'nia'
const home = () => engine.homeTimeline({ viewerId, limit: 10, region: 'north' })
print('The first page of somebody new', await home())

await like(oolong.id, viewerId)
await settle()
print('After a like', await home())

const [popular] = await engine.popularAuthors({ viewerId, topic: 'tea' })
if (popular === undefined) throw new Error('nobody is popular')
console.log(`Popular for tea: ${popular.authorId}`)
await engine.follow({ followerId: viewerId, followeeId: popular.authorId })

for (const { userId, followedBy } of await engine.suggestedFollows({ viewerId })) {
  console.log(`Suggested: ${userId}, followed by ${followedBy.join(', ')}`)
}
await settle()
print('Following one', await home())

for (let month = 1; month <= 4; month++) {
  aheadMs += MONTH_MS
  await publish('olga', `Tea of month ${month}`, 'tea', 'north')
}
const today = await publish('gus', 'Kick-off', 'football', 'north')
await like(today.id, 'ulla')
await settle()
print('Back after four months', await home())

await engine.close()
