import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type FeedStores } from '@feed-engine/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CassandraStores, createCassandraStores } from '../src'
import { createKeyspace, type TestKeyspace } from './support/keyspace'

const READERS = ['ann', 'bob', 'cleo']
const SECRET = 'a secret of at least thirty-two characters'

let keyspace: TestKeyspace
let cassandra: CassandraStores
beforeAll(async () => {
  keyspace = await createKeyspace()
  cassandra = createCassandraStores(keyspace.options)
})
afterAll(async () => {
  await cassandra.close()
  await keyspace.drop()
})

it('an engine shows the same feeds with and without timelines, through follows, posts, deletes and blocks', async () => {
  const { timelines, bus, close } = createMemoryStores()
  const { posts, graph } = cassandra
  const open = (stores: FeedStores) =>
    createFeedEngine<{ text: string }>({
      stores,
      policy: { kind: 'threshold', followers: 2 },
      cursor: { keys: [{ id: 'test', secret: SECRET }] },
    })
  const pushing = open({ posts, graph, timelines, bus })
  const pulling = open({ posts, graph })

  const texts = async (engine: typeof pushing, viewerId: string): Promise<(string | undefined)[]> => {
    const found: (string | undefined)[] = []
    let cursor: string | undefined
    do {
      const page = await engine.homeTimeline({ viewerId, limit: 3, ...(cursor === undefined ? {} : { cursor }) })
      found.push(...page.items.map(({ post }) => post.body?.text))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    return found
  }
  const ensureSame = async (expected: Record<string, string[]>): Promise<void> => {
    await pushing.drain()
    for (const [viewerId, wanted] of Object.entries(expected)) {
      expect(await texts(pulling, viewerId), `${viewerId}, pulled`).toEqual(wanted)
      expect(await texts(pushing, viewerId), `${viewerId}, pushed`).toEqual(wanted)
    }
  }

  await pushing.startWorkers()
  for (const reader of READERS) await pushing.homeTimeline({ viewerId: reader, limit: 5 })
  await pushing.follow({ followerId: 'ann', followeeId: 'quiet' })
  for (const followerId of READERS) await pushing.follow({ followerId, followeeId: 'star' })
  const published = []
  for (const n of [1, 2, 3, 4, 5, 6]) {
    const authorId = n % 2 === 0 ? 'star' : 'quiet'
    published.push(await pushing.publish({ authorId, body: { text: `${authorId} ${n}` } }))
  }
  await ensureSame({
    ann: ['star 6', 'quiet 5', 'star 4', 'quiet 3', 'star 2', 'quiet 1'],
    bob: ['star 6', 'star 4', 'star 2'],
  })
  await pushing.deletePost({ postId: published[3]?.id ?? '', authorId: 'star' })
  await pushing.block({ userId: 'star', targetId: 'bob' })
  await pushing.unfollow({ followerId: 'ann', followeeId: 'quiet' })
  await ensureSame({ ann: ['star 6', 'star 2'], bob: [], cleo: ['star 6', 'star 2'] })
  expect(await posts.outbox.pending()).toBe(0)
  await pushing.close()
  await pulling.close()
  await close()
})
