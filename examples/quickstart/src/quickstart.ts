import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine } from '@feed-engine/core'

interface Note {
  readonly text: string
}

const engine = createFeedEngine<Note>({ stores: createMemoryStores })

await engine.follow({ followerId: 'ada', followeeId: 'grace' })
await engine.publish({ authorId: 'grace', body: { text: 'Hello, Ada' } })
await engine.drain()

const page = await engine.homeTimeline({ viewerId: 'ada' })
for (const { post } of page.items) console.log(`${post.authorId}: ${post.body?.text}`)

await engine.close()
