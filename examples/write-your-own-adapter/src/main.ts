import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type FeedStores } from '@feed-engine/core'
import { openFilePostStore, openFileTimelineCache } from '.'

const folder = process.argv[2] ?? join(tmpdir(), 'feed-engine-on-files')

const posts = await openFilePostStore({ folder: join(folder, 'posts') })
const timelines = await openFileTimelineCache({ folder: join(folder, 'cache') })
const { graph, bus } = createMemoryStores()
const stores: FeedStores = { posts, timelines, graph, bus }

const engine = createFeedEngine<{ text: string }>({
  // What a function creates, the engine closes.
  stores: () => stores,
  cursor: { keys: [{ id: 'k1', secret: 'a secret of your own, from your configuration' }] },
})

await engine.follow({ followerId: 'ann', followeeId: 'bob' })
await engine.publish({ authorId: 'bob', body: { text: `hello at ${new Date().toISOString()}` } })
await engine.drain()

const page = await engine.homeTimeline({ viewerId: 'ann' })
for (const { post } of page.items) console.log(`${post.authorId}: ${post.body?.text}`)
console.log(`\n${page.items.length} posts from ${folder}: run it again, and there is one more`)

await engine.close()
