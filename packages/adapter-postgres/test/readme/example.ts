import { createPostgresStores, migrate } from '@feed-engine/adapter-postgres'
import { createFeedEngine } from '@feed-engine/core'

const database = { connectionString: process.env['DATABASE_URL'] ?? 'postgres://localhost/app' }
await migrate(database)

const engine = createFeedEngine<{ text: string }>({
  stores: () => createPostgresStores(database),
  cursor: { keys: [{ id: 'k1', secret: 'at least sixteen bytes, better thirty-two' }] },
})

await engine.follow({ followerId: 'ann', followeeId: 'bob' })
await engine.publish({ authorId: 'bob', body: { text: 'hello' } })
await engine.drain() // until every follower's timeline has it: for tests and demos

const page = await engine.homeTimeline({ viewerId: 'ann' })
for (const { post } of page.items) console.log(`${post.authorId}: ${post.body?.text}`)

await engine.close()
