import { describe, expect, test } from 'vitest'
import { stall, unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { followAll, home, homePages, ids, say, sayMany, type TestEngine, World, wholeHome } from '../support/world'

/** A cache that fails the methods named, while it is down. */
function failing(
  methods: readonly string[],
  how: 'at once' | 'in time',
  world: World,
  isDown: () => boolean,
): Interceptor {
  return (call, next) => {
    if (!isDown() || call.port !== 'timelines' || !methods.includes(call.method)) return next()
    if (how === 'in time') return stall(world.time, call)
    throw unavailable()
  }
}

async function worldWithPosts(): Promise<{ readonly world: World; readonly published: readonly string[] }> {
  const world = new World()
  const engine = world.engine({ timeline: { maxEntries: 10 } })
  await followAll(engine, ['viewer'], ['a', 'b'])
  await home(engine, 'viewer')
  const posts = [...(await sayMany(engine, 'a', 'a', 15)), ...(await sayMany(engine, 'b', 'b', 15))]
  await world.time.run(engine.drain())
  await engine.close()
  return { world, published: posts.map(({ id }) => id).reverse() }
}

const ALL = ['read', 'open', 'replace', 'push', 'evict']

describe.each(['at once', 'in time'] as const)('a cache that fails %s', (how) => {
  test('is named, and the pages are right, to the last', async () => {
    const { world, published } = await worldWithPosts()
    const engine = world.engine({ workers: 'none', intercept: failing(ALL, how, world, () => true) })
    const pages = await world.time.run(homePages(engine, 'viewer', 7))
    expect(pages.flatMap(ids)).toEqual(published)
    for (const page of pages) {
      expect(page.degraded).toEqual(['timeline-cache-unavailable'])
      expect(page.freshness).toBe('live')
    }
    expect(pages).toHaveLength(5)
  })

  test('delays a read by a second at most', async () => {
    const { world } = await worldWithPosts()
    const engine = world.engine({ workers: 'none', intercept: failing(ALL, how, world, () => true) })
    const startedAtMs = world.time.now()
    await world.time.run(engine.homeTimeline({ viewerId: 'viewer' }))
    expect(world.time.now() - startedAtMs).toBeLessThanOrEqual(1_000)
  })

  test.each([
    { methods: ['open'], warm: false },
    { methods: ['replace'], warm: false },
    { methods: ['read'], warm: true },
  ])('in $methods alone does no more harm', async ({ methods, warm }) => {
    const { world, published } = await worldWithPosts()
    const engine = world.engine({ workers: 'none', intercept: failing(methods, how, world, () => true) })
    if (!warm) await world.evict('viewer')
    const pages = await world.time.run(homePages(engine, 'viewer', 7))
    expect(pages.flatMap(ids)).toEqual(published)
    for (const page of pages.slice(0, 1)) expect(page.degraded).toEqual(['timeline-cache-unavailable'])
  })

  test('in mid-scroll repeats and loses nothing, and healthy pages are not degraded', async () => {
    const { world, published } = await worldWithPosts()
    let pageNumber = 0
    const isDown = (): boolean => pageNumber % 2 === 1
    const engine = world.engine({ workers: 'none', intercept: failing(ALL, how, world, isDown) })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const request = { viewerId: 'viewer', limit: 3, ...(cursor === undefined ? {} : { cursor }) }
      const page = await world.time.run(engine.homeTimeline(request))
      expect(page.degraded).toEqual(isDown() ? ['timeline-cache-unavailable'] : [])
      seen.push(...ids(page))
      cursor = page.nextCursor
      pageNumber++
    } while (cursor !== undefined)
    expect(seen).toEqual(published)
  })

  test('delays no write for long, and loses none', async () => {
    const { world } = await worldWithPosts()
    let isDown = true
    const engine = world.engine({ intercept: failing(ALL, how, world, () => isDown) })
    for (let index = 0; index < 5; index++) {
      await world.time.run(say(engine, 'a', `while down ${index}`))
      expect((await world.time.run(home(engine, 'a')))[0]).toBe(`while down ${index}`)
    }
    await world.time.advance(120_000)
    isDown = false
    await world.time.run(engine.drain())
    for (const reader of ['viewer', 'a']) {
      expect(await wholeHome(engine, reader)).toEqual(await wholeHome(engine, reader, 100, 'strict'))
    }
    await expectCached(engine, 'viewer')
    await engine.close()
  })
})

test('a healthy read is not degraded: first rebuilt, then cached', async () => {
  const { world } = await worldWithPosts()
  const engine = world.engine({ workers: 'none' })
  await world.evict('viewer')
  const first = await engine.homeTimeline({ viewerId: 'viewer', limit: 5 })
  expect(first).toMatchObject({ freshness: 'rebuilt', degraded: [] })
  await expectCached(engine, 'viewer')
})

test('a rebuild that the cache refuses is an error with a code', async () => {
  const { world } = await worldWithPosts()
  const engine = world.engine({ workers: 'none', intercept: failing(ALL, 'at once', world, () => true) })
  await expect(engine.rebuildTimeline({ viewerId: 'viewer' })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('a cache that loses every timeline at every step is right all the same', async () => {
  const { world, published } = await worldWithPosts()
  const engine = world.engine({
    workers: 'none',
    intercept: async ({ port }, next) => {
      const answer = await next()
      if (port === 'timelines') await world.evict('viewer')
      return answer
    },
  })
  expect(await wholeHome(engine, 'viewer', 4)).toEqual(published)
})

async function expectCached(engine: TestEngine, viewerId: string): Promise<void> {
  const page = await engine.homeTimeline({ viewerId, limit: 2 })
  expect(page).toMatchObject({ freshness: 'cached', degraded: [] })
}
