import { describe, expect, test } from 'vitest'
import type { DeliveryPolicy } from '../../src/index'
import { followAll, home, ids, say, sayMany, type TestEngine, World, wholeHome } from '../support/world'

const followers = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `f${index}`)

/** How the author's next post is delivered. */
async function deliveryOf(world: World, engine: TestEngine, authorId: string): Promise<number | undefined> {
  const { id } = await say(engine, authorId, 'next')
  const stored = await world.stores.posts.getMany({ tenant: 'default', postIds: [id] })
  return stored.get(id)?.delivery.pushFrom
}

const PUSH = 0
const PULL = 4

describe('a threshold', () => {
  test('pulls from exactly T followers on', async () => {
    const world = new World()
    const engine = world.engine({ workers: 'none', policy: { kind: 'threshold', followers: 3 } })
    await followAll(engine, followers(2), ['author'])
    expect(await deliveryOf(world, engine, 'author')).toBe(PUSH)
    await followAll(engine, ['one more'], ['author'])
    expect(await deliveryOf(world, engine, 'author')).toBe(PULL)
  })

  test('goes back to push only below the band, and to pull only at the top of it', async () => {
    const world = new World()
    const engine = world.engine({ workers: 'none', policy: { kind: 'threshold', followers: 10, hysteresis: 0.2 } })
    const seen: (number | undefined)[] = []
    const names = followers(11)
    for (const name of names) {
      await followAll(engine, [name], ['author'])
      seen.push(await deliveryOf(world, engine, 'author'))
    }
    expect(seen).toEqual([...new Array<number>(9).fill(PUSH), PULL, PULL])
    for (const followerId of names.slice(0, 4)) {
      await engine.unfollow({ followerId, followeeId: 'author' })
      seen.push(await deliveryOf(world, engine, 'author'))
    }
    expect(seen.slice(11)).toEqual([PULL, PULL, PULL, PUSH])
    for (const followerId of names.slice(0, 3)) {
      await followAll(engine, [followerId], ['author'])
      seen.push(await deliveryOf(world, engine, 'author'))
    }
    expect(seen.slice(15)).toEqual([PUSH, PUSH, PULL])
  })

  test('does not follow the wavering of a count', async () => {
    const world = new World()
    const switches: string[] = []
    const metrics = { count: (name: string) => switches.push(name), record: () => undefined }
    const engine = world.engine({ workers: 'none', metrics, policy: { kind: 'threshold', followers: 10 } })
    await followAll(engine, followers(9), ['author'])
    for (let time = 0; time < 10; time++) {
      await engine.follow({ followerId: 'waverer', followeeId: 'author' })
      await say(engine, 'author', 'post')
      await engine.unfollow({ followerId: 'waverer', followeeId: 'author' })
      await say(engine, 'author', 'post')
    }
    expect(switches.filter((name) => name === 'post.delivery_switches')).toHaveLength(1)
  })

  test('10,000 is the default, Infinity pushes everything', async () => {
    const world = new World()
    const engine = world.engine({
      workers: 'none',
      intercept: async ({ method }, next) =>
        method === 'authorState' ? { ...((await next()) as object), followers: count } : next(),
    })
    let count = 9_999
    expect(await deliveryOf(world, engine, 'author')).toBe(PUSH)
    count = 10_000
    expect(await deliveryOf(world, engine, 'author')).toBe(PULL)
    engine.setPolicy({ kind: 'threshold', followers: Number.POSITIVE_INFINITY })
    count = 1_000_000_000
    expect(await deliveryOf(world, engine, 'author')).toBe(PUSH)
  })

  test('is decided once per post: a pulled one is in no timeline, a pushed one in all', async () => {
    const world = new World()
    const engine = world.engine({ policy: { kind: 'threshold', followers: 1 } })
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    await say(engine, 'author', 'pulled')
    engine.setPolicy({ kind: 'threshold', followers: 1_000 })
    await world.time.run(engine.drain())
    expect(await world.cachedPositions('reader')).toHaveLength(0)
    await say(engine, 'author', 'pushed')
    await world.time.run(engine.drain())
    expect(await world.cachedPositions('reader')).toHaveLength(1)
    expect(await home(engine, 'reader')).toEqual(['pushed', 'pulled'])
    await engine.close()
  })
})

test.each([
  { how: 'from push to pull', before: 1_000, after: 1 },
  { how: 'from pull to push', before: 1, after: 1_000 },
])('thousands of posts of many authors $how in mid-scroll: nothing is lost or repeated', async (change) => {
  const world = new World()
  const threshold = (count: number) => ({ kind: 'threshold', followers: count, hysteresis: 0 }) as const
  const engine = world.engine({ policy: threshold(change.before), timeline: { maxEntries: 100 } })
  const authors = Array.from({ length: 50 }, (_, index) => `author ${index}`)
  await followAll(engine, ['reader'], authors)
  await home(engine, 'reader')
  const old: string[] = []
  const fresh: string[] = []
  for (let round = 0; round < 4; round++) {
    for (const author of authors) old.unshift((await say(engine, author, `old ${round}`)).id)
    await world.time.advance(1_000)
  }
  await world.time.run(engine.drain())

  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await engine.homeTimeline({
      viewerId: 'reader',
      limit: 9,
      ...(cursor === undefined ? {} : { cursor }),
    })
    seen.push(...ids(page))
    cursor = page.nextCursor
    if (seen.length === 27) engine.setPolicy(threshold(change.after))
    if (seen.length % 4 === 0) for (const author of authors) fresh.unshift((await say(engine, author, 'new')).id)
    if (seen.length % 3 === 0) await world.time.run(engine.drain())
  } while (cursor !== undefined)
  expect(seen).toEqual(old)
  await world.time.run(engine.drain())
  expect(await wholeHome(engine, 'reader', 50)).toEqual([...fresh, ...old])
  await engine.close()
})

describe('a policy of the application’s own', () => {
  const custom = (delivery: DeliveryPolicy['delivery']) => ({ kind: 'custom', policy: { delivery } }) as const

  test('is told the author, the followers and the decision before', async () => {
    const asked: unknown[] = []
    const world = new World()
    const engine = world.engine({
      workers: 'none',
      policy: custom((question) => {
        asked.push(question)
        return { pushFrom: 2 }
      }),
    })
    await followAll(engine, ['f1', 'f2'], ['author'])
    await sayMany(engine, 'author', 'post', 2)
    expect(asked).toEqual([
      { authorId: 'author', followers: 2 },
      { authorId: 'author', followers: 2, previous: { pushFrom: 2 } },
    ])
  })

  test.each([0, 1, 2, 3, 4])('may push from reader class %d on: every follower sees the post', async (pushFrom) => {
    const world = new World()
    const engine = world.engine({ policy: custom(() => ({ pushFrom })) })
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    await sayMany(engine, 'author', 'post', 3)
    await world.time.run(engine.drain())
    expect(await home(engine, 'reader')).toEqual(['post 3', 'post 2', 'post 1'])
    expect(await world.cachedPositions('reader')).toHaveLength(pushFrom === 0 ? 3 : 0)
    await engine.close()
  })

  const WRONG: readonly (readonly [string, () => unknown])[] = [
    ['throws', fail],
    ['answers with nothing', () => undefined],
    ['answers with a promise', async () => ({ pushFrom: 0 })],
    ['answers with a class below all', () => ({ pushFrom: -1 })],
    ['answers with a class above all', () => ({ pushFrom: 5 })],
    ['answers with a fraction', () => ({ pushFrom: 0.5 })],
    ['answers with a text', () => ({ pushFrom: '0' })],
  ]
  test.each(WRONG)('that %s does no harm: the post is pulled, and the log says so', async (_name, delivery) => {
    const world = new World()
    const errors: string[] = []
    const logger = { warn: () => undefined, error: (message: string) => errors.push(message) }
    const engine = world.engine({ logger, policy: custom(delivery as DeliveryPolicy['delivery']) })
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    await say(engine, 'author', 'post')
    expect(await home(engine, 'reader')).toEqual(['post'])
    expect(errors).toHaveLength(1)
    await engine.close()
  })
})

function fail(): never {
  throw new Error('no')
}
