import { expect, test } from 'vitest'
import type { PushParams } from '../../src/index'
import type { Interceptor } from '../support/intercept'
import { followAll, home, say, type TestEngine, World } from '../support/world'

const FOLLOWERS = Array.from({ length: 203 }, (_, index) => `follower ${index}`)
const FAN_OUT = { chunkSize: 10, concurrency: 2 }

async function worldWithReaders(): Promise<World> {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  await followAll(engine, FOLLOWERS, ['author'])
  for (const follower of FOLLOWERS) await home(engine, follower)
  return world
}

async function expectAllPushed(world: World, count: number): Promise<void> {
  for (const follower of FOLLOWERS) expect(await world.cachedPositions(follower)).toHaveLength(count)
}

test('a large author is fanned out in chunks, which spread over two workers', async () => {
  const world = await worldWithReaders()
  const pushed: string[][] = [[], []]
  const sizes = new Set<number>()
  const record =
    (worker: number): Interceptor =>
    async ({ method, params }, next) => {
      const answer = await next()
      if (method !== 'push') return answer
      const { feeds } = params as PushParams
      sizes.add(feeds.length)
      pushed[worker]?.push(...feeds.map(({ ownerId }) => ownerId))
      return answer
    }
  const workers: readonly TestEngine[] = [0, 1].map((worker) =>
    world.engine({ fanOut: FAN_OUT, intercept: record(worker) }),
  )
  const publisher = world.engine({ workers: 'none' })
  await say(publisher, 'author', 'post')
  await world.time.run(publisher.drain())

  await expectAllPushed(world, 1)
  expect(pushed.flat().sort()).toEqual(['author', ...FOLLOWERS].sort())
  for (const part of pushed) expect(part.length).toBeGreaterThan(FOLLOWERS.length / 4)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(FAN_OUT.chunkSize + 1)
  for (const worker of workers) await worker.close()
})

test.each([201, 202, 203, 204, 19, 20, 21])('chunks of any size leave nobody out: %d', async (chunkSize) => {
  const world = await worldWithReaders()
  const engine = world.engine({ fanOut: { chunkSize } })
  await say(engine, 'author', 'post')
  await world.time.run(engine.drain())
  await expectAllPushed(world, 1)
  await engine.close()
})

test('a follower who joins or leaves in between is neither missed nor in the way', async () => {
  const world = await worldWithReaders()
  const setup = world.engine({ workers: 'none' })
  let pushes = 0
  const engine = world.engine({
    fanOut: FAN_OUT,
    intercept: async ({ method }, next) => {
      const answer = await next()
      if (method === 'push' && ++pushes === 3) {
        await setup.unfollow({ followerId: 'follower 50', followeeId: 'author' })
        await setup.unfollow({ followerId: 'follower 29', followeeId: 'author' })
        await setup.follow({ followerId: 'late', followeeId: 'author' })
      }
      return answer
    },
  })
  await home(setup, 'late')
  await say(engine, 'author', 'post')
  await world.time.run(engine.drain())
  for (const follower of [...FOLLOWERS, 'late', 'author']) {
    const left = follower === 'follower 50' || follower === 'follower 29'
    expect(await home(setup, follower)).toEqual(left ? [] : ['post'])
  }
  await engine.close()
})
