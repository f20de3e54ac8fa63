import { describe, expect, test } from 'vitest'
import { snowflakeCodec } from '../../src/index'
import { followAll, home, homePages, ids, say, sayMany, World, wholeHome } from '../support/world'

test('the feed goes on below the cache, to the very first post, with timelines of 4 entries', async () => {
  const world = new World()
  const engine = world.engine({ timeline: { maxEntries: 4 } })
  await followAll(engine, ['viewer'], ['a', 'b'])
  await home(engine, 'viewer')
  const published: string[] = []
  for (let round = 0; round < 60; round++) {
    for (const author of ['a', 'b'])
      published.unshift(...(await sayMany(engine, author, `${round}`, 1)).map(({ id }) => id))
    await world.time.advance(1_000)
  }
  await world.time.run(engine.drain())
  expect((await world.cachedPositions('viewer')).length).toBeLessThanOrEqual(5)
  for (const limit of [1, 3, 7, 100]) expect(await wholeHome(engine, 'viewer', limit)).toEqual(published)
  const pages = await homePages(engine, 'viewer', 2)
  expect(pages[0]?.freshness).toBe('cached')
  expect(pages.at(-1)?.freshness).toBe('live')
  await engine.close()
})

describe('nextCursor', () => {
  test.each([
    { entries: 500, how: 'from a timeline' },
    { entries: 3, how: 'from beyond a timeline' },
  ])('is absent exactly at the end: $how', async ({ entries }) => {
    const world = new World()
    const engine = world.engine({ timeline: { maxEntries: entries } })
    await followAll(engine, ['viewer'], ['a'])
    for (let count = 0; count <= 12; count++) {
      for (let limit = 1; limit <= 14; limit++) {
        const pages = await homePages(engine, 'viewer', limit)
        expect(pages).toHaveLength(Math.max(1, Math.ceil(count / limit)))
        expect(pages.flatMap(ids)).toHaveLength(count)
      }
      await sayMany(engine, 'a', `post ${count}`, 1)
      await world.time.run(engine.drain())
    }
    await engine.close()
  })

  test('is absent when nothing but hidden posts lie below', async () => {
    const world = new World()
    const engine = world.engine()
    await followAll(engine, ['viewer'], ['a', 'muted'])
    await home(engine, 'viewer')
    const deleted = await sayMany(engine, 'a', 'deleted', 30)
    await sayMany(engine, 'muted', 'muted', 30)
    await engine.publish({ authorId: 'a', body: { text: 'private' }, visibility: 'private' })
    await sayMany(engine, 'a', 'shown', 4)
    for (const { id } of deleted) await engine.deletePost({ postId: id, authorId: 'a' })
    await engine.mute({ userId: 'viewer', targetId: 'muted' })
    await world.time.run(engine.drain())
    for (const read of ['cached', 'strict'] as const) {
      const pages = await homePages(engine, 'viewer', 2, read)
      expect(pages.map((page) => page.items.length)).toEqual([2, 2])
    }
    await engine.close()
  })

  test('is absent on an empty feed, of somebody unknown, too', async () => {
    const engine = new World().engine({ workers: 'none' })
    for (const read of ['cached', 'strict'] as const) {
      const page = await engine.homeTimeline({ viewerId: 'nobody', read })
      expect(page).toMatchObject({ items: [], degraded: [] })
      expect(page).not.toHaveProperty('nextCursor')
    }
    expect(await engine.userTimeline({ viewerId: 'nobody', authorId: 'no one' })).toEqual({
      items: [],
      freshness: 'live',
      degraded: [],
    })
  })
})

test('pages are refilled when filters shorten them', async () => {
  const world = new World()
  const engine = world.engine()
  await followAll(engine, ['viewer'], ['a', 'b'])
  await home(engine, 'viewer')
  for (let round = 0; round < 10; round++) {
    await sayMany(engine, 'a', `a ${round}`, 1)
    const hidden = await sayMany(engine, 'b', `b ${round}`, 20)
    for (const { id } of hidden) await engine.deletePost({ postId: id, authorId: 'b' })
  }
  await world.time.run(engine.drain())
  for (const read of ['cached', 'strict'] as const) {
    const pages = await homePages(engine, 'viewer', 4, read)
    expect(pages.map((page) => page.items.length)).toEqual([4, 4, 2])
  }
  await engine.close()
})

test.each([
  { how: 'pushed', followers: Number.POSITIVE_INFINITY },
  { how: 'pulled', followers: 1 },
])('pages are refilled from below a heap of hidden, $how posts', async ({ followers }) => {
  const world = new World()
  const engine = world.engine({ policy: { kind: 'threshold', followers } })
  await followAll(engine, ['viewer'], ['a'])
  await home(engine, 'viewer')
  const shown = await sayMany(engine, 'a', 'shown', 5)
  for (let index = 0; index < 120; index++) await say(engine, 'a', 'hidden', { visibility: 'private' })
  await world.time.run(engine.drain())
  for (const read of ['cached', 'strict'] as const) {
    const pages = await homePages(engine, 'viewer', 3, read)
    expect(pages.map((page) => page.items.length)).toEqual([3, 2])
    expect(pages.flatMap(ids)).toEqual(shown.map(({ id }) => id).reverse())
  }
  await engine.close()
})

test('a feed with tens of thousands of hidden posts gives up in time, says so, and goes on by the cursor', async () => {
  const world = new World()
  const engine = world.engine({ workers: 'none', discovery: {} })
  const first = await say(engine, 'a', 'first')
  const hidden = await say(engine, 'a', 'hidden', { visibility: 'private' })
  const records = await world.stores.posts.getMany({ tenant: 'default', postIds: [hidden.id] })
  const record = records.get(hidden.id)
  if (record === undefined) throw new Error('the post is not in the store')
  const codec = snowflakeCodec()
  for (let index = 1; index <= 18_000; index++) {
    const id = (BigInt(hidden.id) + BigInt(index)).toString()
    const post = { ...record, id, position: codec.positionOf(id) }
    await world.stores.posts.put({ tenant: 'default', post, events: [] })
  }
  await followAll(engine, ['viewer'], ['a'])
  const pages = await homePages(engine, 'viewer', 10, 'strict')
  expect(pages[0]).toMatchObject({ items: [], degraded: ['scan-limit-reached'] })
  expect(pages[0]?.discovered).toBeUndefined()
  expect(pages.length).toBeGreaterThan(1)
  expect(pages.at(-1)?.degraded).toEqual([])
  expect(pages.flatMap(ids)).toEqual([first.id])
})
