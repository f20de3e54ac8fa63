import { describe, expect, test } from 'vitest'
import type { FeedStores, PostStore } from '../../src/index'
import { followAll, home, homePages, ids, say, sayMany, World, wholeHome } from '../support/world'

function withoutOutbox(posts: PostStore): PostStore {
  const capabilities = { ...posts.capabilities, transactionalOutbox: false }
  return new Proxy(posts, {
    get(target, name) {
      if (name === 'outbox') return undefined
      if (name === 'capabilities') return capabilities
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

const COMBINATIONS: readonly { readonly name: string; readonly pick: (stores: FeedStores) => FeedStores }[] = [
  { name: 'neither cache nor bus', pick: ({ posts, graph }) => ({ posts, graph }) },
  {
    name: 'a cache but no bus',
    pick: ({ posts, graph, timelines }) => ({ posts, graph, ...(timelines && { timelines }) }),
  },
  { name: 'a bus but no cache', pick: ({ posts, graph, bus }) => ({ posts, graph, ...(bus && { bus }) }) },
  { name: 'cache and bus but no outbox', pick: (stores) => ({ ...stores, posts: withoutOutbox(stores.posts) }) },
]

describe.each(COMBINATIONS)('with $name', ({ pick }) => {
  test('every page is pulled, and right', async () => {
    const world = new World()
    const engine = world.engine({ stores: pick(world.stores) })
    await followAll(engine, ['viewer'], ['a', 'b'])
    await sayMany(engine, 'a', 'a', 12)
    await sayMany(engine, 'stranger', 's', 3)
    const { id } = await say(engine, 'b', 'deleted')
    await sayMany(engine, 'b', 'b', 12)
    await engine.deletePost({ postId: id, authorId: 'b' })
    await engine.mute({ userId: 'viewer', targetId: 'a' })
    expect(await wholeHome(engine, 'viewer', 5)).toHaveLength(12)
    await engine.unmute({ userId: 'viewer', targetId: 'a' })
    const pages = await homePages(engine, 'viewer', 5)
    expect(pages.flatMap(ids)).toEqual(await wholeHome(engine, 'viewer', 100, 'strict'))
    expect(pages.flatMap(ids)).toHaveLength(24)
    for (const page of pages) expect(page).toMatchObject({ freshness: 'live', degraded: [] })
    await engine.close()
  })

  test('nothing is pushed, and what concerns workers does nothing', async () => {
    const world = new World()
    const engine = world.engine({ stores: pick(world.stores) })
    await followAll(engine, ['viewer'], ['a'])
    await home(engine, 'viewer')
    const { id } = await say(engine, 'a', 'post')
    await engine.startWorkers()
    await engine.drain()
    expect(await engine.replay({ fromMs: 0 })).toEqual({ events: 0 })
    await engine.rebuildTimeline({ viewerId: 'viewer' })
    await engine.stopWorkers()
    expect(await world.timelineOf('viewer')).toBeNull()
    expect(await world.stores.posts.outbox.pending()).toBe(0)
    const stored = await world.stores.posts.getMany({ tenant: 'default', postIds: [id] })
    expect(stored.get(id)?.delivery).toEqual({ pushFrom: 4 })
    await engine.close()
    expect(world.time.pending).toBe(0)
  })
})

test('processes with and without a cache work side by side: neither loses a post to the other', async () => {
  const world = new World()
  const { posts, graph } = world.stores
  const without = world.engine({ stores: { posts, graph } })
  const cached = world.engine()
  await followAll(cached, ['viewer'], ['a'])
  const said: string[] = []
  for (let round = 1; round <= 4; round++) {
    for (const [name, engine] of [
      ['without', without],
      ['with', cached],
    ] as const) {
      await say(engine, 'a', `${name} ${round}`)
      said.unshift(`${name} ${round}`)
      await world.time.run(cached.drain())
      for (const reader of [without, cached]) {
        expect(await home(reader, 'viewer')).toEqual(said)
        expect(await home(reader, 'a')).toEqual(said)
      }
    }
  }
  await cached.close()
})

test('a cache that is added later finds every post that was published without it', async () => {
  const world = new World()
  const { posts, graph } = world.stores
  const before = world.engine({ stores: { posts, graph } })
  await followAll(before, ['viewer'], ['a'])
  await sayMany(before, 'a', 'before', 3)
  const after = world.engine()
  expect(await home(after, 'viewer')).toEqual(['before 3', 'before 2', 'before 1'])
  await say(after, 'a', 'after')
  await world.time.run(after.drain())
  expect(await home(after, 'viewer')).toEqual(['after', 'before 3', 'before 2', 'before 1'])
  expect(await home(before, 'viewer')).toEqual(['after', 'before 3', 'before 2', 'before 1'])
  await after.close()
})

test('a process with a cache finds at once what another one without it publishes', async () => {
  const world = new World()
  const { posts, graph } = world.stores
  const without = world.engine({ stores: { posts, graph } })
  const withCache = world.engine()
  await followAll(withCache, ['viewer'], ['a'])
  await say(withCache, 'a', 'pushed')
  await world.time.run(withCache.drain())
  expect(await home(withCache, 'viewer')).toEqual(['pushed'])
  await say(without, 'a', 'pulled')
  expect(await home(withCache, 'viewer')).toEqual(['pulled', 'pushed'])
  await withCache.close()
  await without.close()
})
