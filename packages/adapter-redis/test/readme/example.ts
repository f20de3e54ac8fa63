import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createRedisEventBus, createRedisTimelineCache } from '@feed-engine/adapter-redis'
import { createFeedEngine } from '@feed-engine/core'

const redis = { url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' }
const { posts, graph } = createMemoryStores() // a database, in a service
const timelines = createRedisTimelineCache(redis)
const bus = createRedisEventBus(redis)

const engine = createFeedEngine<{ text: string }>({ stores: { posts, graph, timelines, bus } })

await engine.follow({ followerId: 'ann', followeeId: 'bob' })
await engine.homeTimeline({ viewerId: 'ann' }) // opens ann's timeline: from now on it is pushed to
await engine.publish({ authorId: 'bob', body: { text: 'hello' } })
await engine.drain() // until every follower's timeline has it: for tests and demos

const page = await engine.homeTimeline({ viewerId: 'ann' })
for (const { post, why } of page.items) console.log(`${post.authorId}: ${post.body?.text} (${why.source})`)

await engine.close()
await Promise.all([timelines.close(), bus.close()])
