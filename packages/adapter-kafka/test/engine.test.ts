import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type FeedEvent } from '@feed-engine/core'
import { afterEach, expect, it } from 'vitest'
import { openBus } from './support/bus'
import { ACK } from './support/messages'
import { until } from './support/until'

const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

it('an engine on Kafka: timelines as by the stores, groups of others see every event, a replay changes nothing', async () => {
  const bus = openBus()
  const memory = createMemoryStores()
  const stores = { posts: memory.posts, graph: memory.graph, timelines: memory.timelines, bus }
  const engine = createFeedEngine<string>({ stores, fanOut: { chunkSize: 2 } })
  closing.push(
    () => bus.close(),
    () => engine.close(),
  )
  const seen: Record<string, string[]> = { search: [], analytics: [] }
  for (const [group, types] of Object.entries(seen)) {
    await bus.subscribe({
      topic: 'posts',
      group,
      concurrency: 4,
      ackTimeoutMs: 30_000,
      handler: async ({ value }) => {
        types.push((JSON.parse(new TextDecoder().decode(value)) as FeedEvent).type)
        return ACK
      },
    })
  }
  const [readers, authors] = [
    ['ann', 'bob', 'cid', 'dan', 'eve'],
    ['fay', '}{*:'],
  ]
  for (const followerId of readers) {
    for (const followeeId of authors) await engine.follow({ followerId, followeeId })
    await engine.homeTimeline({ viewerId: followerId })
  }
  for (let index = 0; index < 6; index++) {
    for (const authorId of authors) await engine.publish({ authorId, body: `${index}` })
  }
  const timelines = async (read: 'cached' | 'strict') => {
    const pages = await Promise.all(readers.map((viewerId) => engine.homeTimeline({ viewerId, limit: 50, read })))
    return pages.map(({ items, degraded }) => ({ ids: items.map(({ post }) => post.id), degraded }))
  }
  await engine.drain()
  const expected = await timelines('strict')
  expect(expected[0]?.ids).toHaveLength(12)
  expect(await timelines('cached')).toEqual(expected)

  expect(await engine.replay({ fromMs: 0 })).toEqual({ events: 12 })
  await engine.drain()
  expect(await timelines('cached')).toEqual(expected)
  await until(() => Object.values(seen).every((types) => types.length >= 12), 'the other groups see every event')
  expect(seen).toEqual({ search: Array(12).fill('post.published'), analytics: Array(12).fill('post.published') })
})
