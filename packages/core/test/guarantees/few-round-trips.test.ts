import { expect, test } from 'vitest'
import { followAll, home, sayMany, World, type WorldEngineOptions } from '../support/world'

const ROUND_TRIP_MS = 10

/** How many round trips, one after the other, a read waits for. */
async function readsWithLatency(options: WorldEngineOptions, prepare: (world: World) => Promise<void>) {
  const world = new World()
  let latencyMs = 0
  const engine = world.engine({
    workers: 'none',
    ...options,
    intercept: async (_, next) => {
      if (latencyMs > 0) await new Promise<void>((resolve) => world.time.setTimeout(resolve, latencyMs))
      return next()
    },
  })
  await prepare(world)
  return async (before?: () => Promise<void>) => {
    await before?.()
    latencyMs = ROUND_TRIP_MS
    const begunAtMs = world.time.now()
    const texts = await world.time.run(home(engine, 'viewer', 5))
    latencyMs = 0
    return { world, texts, roundTrips: (world.time.now() - begunAtMs) / ROUND_TRIP_MS }
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

test('a warm read with pull authors waits for one more, for their posts', async () => {
  const options = { policy: { kind: 'threshold', followers: 1 } } as const
  const read = await readsWithLatency(options, (world) => populate(world, options))
  await read()
  const { texts, roundTrips } = await read()
  expect(texts).toEqual(['large 3', 'large 2', 'large 1', 'small 3', 'small 2'])
  expect(roundTrips).toBe(3)
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
