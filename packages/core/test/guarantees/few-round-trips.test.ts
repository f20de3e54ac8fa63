import { MemoryUserDirectory } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import type { FeedStores } from '../../src/index'
import { type Interceptor, intercept } from '../support/intercept'
import { followAll, home, sayMany, type TestEngine, texts, World, type WorldEngineOptions } from '../support/world'

const ROUND_TRIP_MS = 10

const askHome = (engine: TestEngine) => engine.homeTimeline({ viewerId: 'viewer', limit: 5 })

/** How many round trips, one after the other, a read waits for. */
async function readsWithLatency(
  options: WorldEngineOptions,
  prepare: (world: World) => Promise<void>,
  {
    users,
    ask = askHome,
    slow = [],
  }: Pick<FeedStores, 'users'> & {
    readonly ask?: typeof askHome
    /** Methods that take two round trips. */
    readonly slow?: readonly string[]
  } = {},
) {
  const world = new World()
  let latencyMs = 0
  const interceptor: Interceptor = async ({ method }, next) => {
    const delayMs = slow.includes(method) ? 2 * latencyMs : latencyMs
    if (latencyMs > 0) await new Promise<void>((resolve) => world.time.setTimeout(resolve, delayMs))
    return next()
  }
  const stores = intercept(users === undefined ? world.stores : { ...world.stores, users }, interceptor)
  const engine = world.engine({ workers: 'none', ...options, stores })
  await prepare(world)
  return async (before?: () => Promise<void>) => {
    await before?.()
    latencyMs = ROUND_TRIP_MS
    const begunAtMs = world.time.now()
    const page = await world.time.run(ask(engine))
    latencyMs = 0
    return { world, texts: texts(page), roundTrips: (world.time.now() - begunAtMs) / ROUND_TRIP_MS }
  }
}

async function populate(world: World, options: WorldEngineOptions): Promise<void> {
  const setup = world.engine(options)
  await followAll(setup, ['viewer'], ['small', 'large'])
  await home(setup, 'viewer')
  await sayMany(setup, 'small', 'small', 3)
  await sayMany(setup, 'large', 'large', 3)
  await world.time.run(setup.drain())
  await setup.close()
}

test('a warm read waits for two round trips: the timeline, then posts and relations together', async () => {
  const read = await readsWithLatency({}, (world) => populate(world, {}))
  expect((await read()).roundTrips).toBe(3)
  const { texts, roundTrips } = await read()
  expect(texts).toEqual(['large 3', 'large 2', 'large 1', 'small 3', 'small 2'])
  expect(roundTrips).toBe(2)
})

test('a warm read with pull authors waits no longer, if the viewer pulled them before', async () => {
  const options = { policy: { kind: 'threshold', followers: 1 } } as const
  const read = await readsWithLatency(options, (world) => populate(world, options))
  await read()
  const { texts, roundTrips } = await read()
  expect(texts).toEqual(['large 3', 'large 2', 'large 1', 'small 3', 'small 2'])
  expect(roundTrips).toBe(2)
})

test('a warm read asks the graph while pull authors are still being listed', async () => {
  const options = { policy: { kind: 'threshold', followers: 1 } } as const
  const slow = ['listByAuthors', 'viewerRelations']
  const read = await readsWithLatency(options, (world) => populate(world, options), { slow })
  await read()
  expect((await read()).roundTrips).toBe(3)
})

test('a cold read waits for four: the timeline, the graph, the listing, and the posts while the timeline is written', async () => {
  const read = await readsWithLatency({}, (world) => populate(world, {}))
  const { texts, roundTrips } = await read()
  expect(texts).toHaveLength(5)
  const cold = await read(() => evict())
  expect(cold.texts).toEqual(texts)
  expect(cold.roundTrips).toBe(4)

  async function evict(): Promise<void> {
    const { world } = await read()
    await world.evict('viewer')
  }
  expect(roundTrips).toBe(3)
})

describe('with profiles', () => {
  const PULLED = { policy: { kind: 'threshold', followers: 1 } } as const

  function directory(): MemoryUserDirectory {
    const users = new MemoryUserDirectory()
    for (const id of ['viewer', 'small', 'large']) {
      users.put({ tenant: 'default', profile: { id, version: 1, body: new Uint8Array() } })
    }
    return users
  }

  test.each([
    ['pushed', {}],
    ['pulled', PULLED],
  ])('a warm read of %s authors waits no longer, remembered or not', async (_, delivery) => {
    for (const [profileMs, asked] of [
      [60_000, 0],
      [0, 1],
    ] as const) {
      const users = directory()
      const options = { ...delivery, processCache: { profileMs } }
      const read = await readsWithLatency(options, (world) => populate(world, delivery), { users })
      for (let time = 0; time < 2; time++) await read()
      let calls = 0
      const profiles = users.profiles.bind(users)
      users.profiles = (...params) => {
        calls += 1
        return profiles(...params)
      }
      expect((await read()).roundTrips).toBe(2)
      expect(calls).toBe(asked)
    }
  })

  test('a cold read waits no longer: profiles come while the posts do', async () => {
    const read = await readsWithLatency({ processCache: { profileMs: 0 } }, (world) => populate(world, {}), {
      users: directory(),
    })
    await read()
    const { world } = await read()
    await world.evict('viewer')
    expect((await read()).roundTrips).toBe(4)
  })

  test('a user timeline waits no longer', async () => {
    const options = { processCache: { profileMs: 0 } }
    const prepare = (world: World) => populate(world, {})
    const ask = (engine: TestEngine) => engine.userTimeline({ viewerId: 'viewer', authorId: 'small' })
    const without = await readsWithLatency(options, prepare, { ask })
    const withProfiles = await readsWithLatency(options, prepare, { ask, users: directory() })
    expect((await withProfiles()).roundTrips).toBe((await without()).roundTrips)
  })
})
