import { join } from 'node:path'
import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine, type FeedEngine } from '@feed-engine/core'
import { expect, test } from 'vitest'
import { openFilePostStore, openFileTimelineCache } from '../src'
import { temporaryFolder } from './temporary-folder'

async function engineOn(folder: string): Promise<FeedEngine<string>> {
  const posts = await openFilePostStore({ folder: join(folder, 'posts') })
  const timelines = await openFileTimelineCache({ folder: join(folder, 'cache') })
  const { graph, bus } = createMemoryStores()
  return createFeedEngine<string>({
    stores: () => ({ posts, timelines, graph, bus }),
    cursor: { keys: [{ id: 'k', secret: 'sixteen bytes or more' }] },
  })
}

test('a feed on files shows what was posted, in this life and in earlier ones', async () => {
  await using folder = await temporaryFolder()
  const shown: string[] = []
  for (const life of ['first', 'second']) {
    const engine = await engineOn(folder.path)
    await engine.follow({ followerId: 'ann', followeeId: 'bob' })
    await engine.homeTimeline({ viewerId: 'ann' })
    await engine.publish({ authorId: 'bob', body: `${life} life` })
    await engine.drain()
    const page = await engine.homeTimeline({ viewerId: 'ann' })
    expect(page.freshness).toBe('cached')
    shown.splice(0, shown.length, ...page.items.map(({ post }) => post.body ?? ''))
    await engine.close()
  }
  expect(shown).toEqual(['second life', 'first life'])
})
