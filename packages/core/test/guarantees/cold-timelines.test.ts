import { describe, expect, test } from 'vitest'
import { followAll, home, say, sayMany, World, wholeHome } from '../support/world'

test('many readers of one cold timeline fill it once per process', async () => {
  const world = new World()
  const setup = world.engine({ workers: 'none' })
  await followAll(setup, ['viewer'], ['author'])
  await sayMany(setup, 'author', 'post', 30)
  let opened = 0
  const engine = world.engine({
    workers: 'none',
    intercept: ({ method }, next) => {
      if (method === 'open') opened++
      return next()
    },
  })
  const pages = await Promise.all(Array.from({ length: 100 }, () => home(engine, 'viewer', 30)))
  expect(opened).toBe(1)
  for (const page of pages) expect(page).toEqual(pages[0])
  expect(pages[0]).toHaveLength(30)
})

describe('a push that comes while a timeline is being filled is not lost', () => {
  test.each(['open', 'viewerRelations', 'listByAuthors', 'replace'])('just before %s and just after', async (step) => {
    for (const moment of ['before', 'after']) {
      const world = new World()
      const worker = world.engine()
      await followAll(worker, ['viewer'], ['author'])
      await sayMany(worker, 'author', 'old', 3)
      await world.time.run(worker.drain())
      const pushed = async (): Promise<void> => {
        await say(worker, 'author', 'meanwhile')
        await world.time.run(worker.drain())
      }
      let left = 1
      const reader = world.engine({
        workers: 'none',
        intercept: async ({ method }, next) => {
          const now = method === step && left-- > 0
          if (now && moment === 'before') await pushed()
          const answer = await next()
          if (now && moment === 'after') await pushed()
          return answer
        },
      })
      await home(reader, 'viewer')
      const expected = ['meanwhile', 'old 3', 'old 2', 'old 1']
      expect(await home(reader, 'viewer')).toEqual(expected)
      expect(await world.cachedPositions('viewer')).toHaveLength(4)
      await worker.close()
    }
  })
})

test('a post of a pull author or of a new followee that comes between the steps of a read is not lost on the next', async () => {
  for (const followers of [1, Number.POSITIVE_INFINITY]) {
    const world = new World()
    const worker = world.engine({ policy: { kind: 'threshold', followers } })
    await followAll(worker, ['viewer'], ['author'])
    await sayMany(worker, 'author', 'old', 3)
    await home(worker, 'viewer')
    const reader = world.engine({
      workers: 'none',
      intercept: async ({ port, method }, next) => {
        const answer = await next()
        if (port === 'timelines' && method === 'read') await say(worker, 'author', 'meanwhile')
        return answer
      },
    })
    await home(reader, 'viewer')
    await world.time.run(worker.drain())
    expect(await home(worker, 'viewer')).toEqual(['meanwhile', 'old 3', 'old 2', 'old 1'])
    await worker.close()
  }
})

test('timelines that nobody reads are closed after their time, and cost no push', async () => {
  const world = new World()
  const statuses: string[] = []
  const metrics = {
    count: (name: string, value: number, attributes: Readonly<Record<string, unknown>> = {}) => {
      if (name === 'fanout.pushes') statuses.push(`${value} ${String(attributes['status'])}`)
    },
    record: () => undefined,
  }
  const engine = world.engine({ metrics, timeline: { idleTtlMs: 86_400_000 }, relay: { pollIntervalMs: 3_600_000 } })
  await followAll(engine, ['active', 'idle'], ['author'])
  for (const reader of ['active', 'idle']) await home(engine, reader)
  for (let day = 0; day < 3; day++) {
    await world.time.advance(86_000_000)
    await home(engine, 'active')
  }
  await say(engine, 'author', 'post')
  await world.time.run(engine.drain())
  expect(statuses).toContain('1 pushed')
  expect(statuses).toContain('2 absent')
  expect(await home(engine, 'idle')).toEqual(['post'])
  await engine.close()
})

test('many new follows at once: the timeline is filled anew rather than pulled for ever', async () => {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  await home(engine, 'viewer')
  const authors = Array.from({ length: 250 }, (_, index) => `author ${index}`)
  for (const author of authors) await say(engine, author, 'post')
  await followAll(engine, ['viewer'], authors)
  const first = await engine.homeTimeline({ viewerId: 'viewer', limit: 100 })
  expect(first.freshness).toBe('rebuilt')
  expect(await wholeHome(engine, 'viewer')).toHaveLength(250)
  expect(await world.cachedPositions('viewer')).toHaveLength(250)
  expect((await engine.homeTimeline({ viewerId: 'viewer' })).freshness).toBe('cached')
})

test('a few new follows are merged into the timeline behind the read', async () => {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  await home(engine, 'viewer')
  await sayMany(engine, 'author', 'post', 3)
  await followAll(engine, ['viewer'], ['author'])
  const before = await engine.homeTimeline({ viewerId: 'viewer' })
  expect(before.items.map(({ why }) => why.source)).toEqual(['pull', 'pull', 'pull'])
  await world.time.advance(1)
  const after = await engine.homeTimeline({ viewerId: 'viewer' })
  expect(after.items.map(({ why }) => why.source)).toEqual(['timeline', 'timeline', 'timeline'])
  for (const another of ['second', 'third']) {
    await say(engine, another, `by ${another}`)
    await followAll(engine, ['viewer'], [another])
    expect((await home(engine, 'viewer'))[0]).toBe(`by ${another}`)
    await world.time.advance(1)
    expect((await home(engine, 'viewer'))[0]).toBe(`by ${another}`)
  }
})

test('what reads keep dropping is cleaned out of the timeline', async () => {
  const world = new World()
  const engine = world.engine()
  await followAll(engine, ['viewer'], ['author', 'left'])
  await home(engine, 'viewer')
  const deleted = await sayMany(engine, 'author', 'deleted', 5)
  await sayMany(engine, 'left', 'left', 5)
  await sayMany(engine, 'author', 'kept', 2)
  await world.time.run(engine.drain())
  for (const { id } of deleted) await engine.deletePost({ postId: id, authorId: 'author' })
  await engine.unfollow({ followerId: 'viewer', followeeId: 'left' })
  expect(await world.cachedPositions('viewer')).toHaveLength(12)
  await home(engine, 'viewer')
  await world.time.run(engine.drain())
  expect(await world.cachedPositions('viewer')).toHaveLength(2)
  await engine.follow({ followerId: 'viewer', followeeId: 'left' })
  expect(await home(engine, 'viewer')).toHaveLength(7)
  await world.time.run(engine.drain())
  expect(await home(engine, 'viewer')).toHaveLength(7)
  await engine.close()
})

test('a page that goes below what its own fill claims repeats nothing and lacks nothing', async () => {
  const world = new World()
  const engine = world.engine({ workers: 'none', timeline: { maxEntries: 20 } })
  await followAll(engine, ['viewer'], ['busy', 'quiet'])
  await sayMany(engine, 'quiet', 'quiet', 2)
  await sayMany(engine, 'busy', 'busy', 30)
  const page = await engine.homeTimeline({ viewerId: 'viewer', limit: 30 })
  const strict = await engine.homeTimeline({ viewerId: 'viewer', limit: 30, read: 'strict' })
  expect(page.freshness).toBe('live')
  expect(page.items.map(({ post }) => post.id)).toEqual(strict.items.map(({ post }) => post.id))
  expect((await world.cachedPositions('viewer')).length).toBeLessThan(20)
})
