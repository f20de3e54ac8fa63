import { describe, expect, test } from 'vitest'
import type { PushParams } from '../../src/index'
import { unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { followAll, home, say, World } from '../support/world'

const FOLLOWERS = Array.from({ length: 120 }, (_, index) => `follower ${index}`)

async function readyWorld(): Promise<World> {
  const world = new World()
  const reader = world.engine({ workers: 'none' })
  await followAll(reader, FOLLOWERS, ['author'])
  for (const follower of FOLLOWERS) await home(reader, follower)
  return world
}

/** A cache in which a fan-out push takes so many milliseconds per feed, and what was seen of it. */
function slowCache(world: World, msPerFeed: () => number) {
  const sizes: number[] = []
  const seen = { most: 0, running: 0, listedWhilePushing: false }
  const intercept: Interceptor = async ({ method, params }, next) => {
    if (method === 'followers' && seen.running > 0) seen.listedWhilePushing = true
    if (method !== 'push' || (params as PushParams).feeds.length === 1) return next()
    const { length } = (params as PushParams).feeds
    sizes.push(length)
    seen.running += 1
    seen.most = Math.max(seen.most, seen.running)
    await new Promise<void>((resolve) => world.time.setTimeout(resolve, length * msPerFeed()))
    seen.running -= 1
    return next()
  }
  return { intercept, sizes, seen }
}

async function expectAllPushed(world: World, posts: number): Promise<void> {
  for (const follower of FOLLOWERS) expect(await world.cachedPositions(follower)).toHaveLength(posts)
}

describe('batches', () => {
  const fanOut = { chunkSize: 200, minBatchSize: 7, targetPushMs: 50, pushesPerTask: 1, concurrency: 1 }

  test('get smaller while the cache is slow, and larger when it is well again; nobody is left out', async () => {
    const world = await readyWorld()
    let msPerFeed = 1
    const { intercept, sizes } = slowCache(world, () => msPerFeed)
    const engine = world.engine({ fanOut, intercept })
    const publish = async (): Promise<readonly number[]> => {
      sizes.length = 0
      await say(engine, 'author', 'post')
      await world.time.run(engine.drain())
      return [...sizes]
    }
    expect(await publish()).toEqual([121])
    for (let round = 0; round < 3; round++) await publish()
    expect(Math.max(...(await publish()))).toBeLessThanOrEqual(50)
    msPerFeed = 20
    for (let round = 0; round < 3; round++) await publish()
    expect(Math.max(...(await publish()))).toBe(7)
    msPerFeed = 0
    let posts = 9
    do posts += 1
    while ((await publish()).length > 1 && posts < 200)
    expect(sizes).toEqual([121])
    await expectAllPushed(world, posts)
    await engine.close()
  })

  test('get smaller after a failure, and the post is pushed to all in the end', async () => {
    const world = await readyWorld()
    const sizes: number[] = []
    const engine = world.engine({
      fanOut: { ...fanOut, maxAttempts: 20 },
      intercept: ({ method, params }, next) => {
        if (method !== 'push' || (params as PushParams).feeds.length === 1) return next()
        sizes.push((params as PushParams).feeds.length)
        if ((params as PushParams).feeds.length > 20) throw unavailable()
        return next()
      },
    })
    await say(engine, 'author', 'post')
    await world.time.run(engine.drain())
    expect(sizes.slice(0, 4)).toEqual([121, 121, 62, 31])
    await expectAllPushed(world, 1)
    await engine.close()
  })
})

test.each([1, 2, 4])('of one task %d run at once, and followers are listed meanwhile', async (pushesPerTask) => {
  const world = await readyWorld()
  const { intercept, seen } = slowCache(world, () => 10)
  const fanOut = { chunkSize: 8, pushesPerTask, concurrency: 1, bulkConcurrency: 1, targetPushMs: 60_000 }
  const policy = { kind: 'custom', policy: { delivery: () => ({ pushFrom: 0, lane: 'prompt' as const }) } } as const
  const engine = world.engine({ fanOut, policy, intercept })
  await say(engine, 'author', 'post')
  await world.time.advance(0)
  const setup = world.engine({ workers: 'none' })
  for (let index = 0; index < 100; index++) await setup.follow({ followerId: `zz late ${index}`, followeeId: 'author' })
  await world.time.run(engine.drain())
  expect(seen.listedWhilePushing).toBe(true)
  expect(seen.most).toBe(pushesPerTask)
  await expectAllPushed(world, 1)
  await engine.close()
})
