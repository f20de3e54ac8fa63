import { expect, test } from 'vitest'
import { hang, unavailable } from '../support/faults'
import { followAll, home, say, type TestEngine, World, wholeHome } from '../support/world'

const POSTS = 10_000
const HOUR_MS = 3_600_000
const AUTHORS = ['a', 'b', 'c', 'd', 'e']

/** Publishes 10,000 posts over an hour of virtual time; answers their ids, newest first. */
async function publishForAnHour(world: World, engine: TestEngine): Promise<readonly string[]> {
  const published: string[] = []
  for (let index = 0; index < POSTS; index++) {
    const { id } = await say(engine, AUTHORS[index % AUTHORS.length] ?? '', `post ${index}`)
    published.push(id)
    await world.time.advance(HOUR_MS / POSTS)
  }
  return published.reverse()
}

async function worldWithReader(): Promise<World> {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  await followAll(engine, ['reader'], AUTHORS)
  await home(engine, 'reader')
  return world
}

async function expectAllToAppear(world: World, worker: TestEngine, published: readonly string[]): Promise<void> {
  await world.time.run(worker.drain())
  const ids = world.stores.posts
  expect(await wholeHome(worker, 'reader')).toEqual(published)
  const cached = await world.cachedPositions('reader')
  const records = await ids.getMany({ tenant: 'default', postIds: published.slice(0, cached.length) })
  expect(cached.length).toBeGreaterThanOrEqual(500)
  expect(cached).toEqual([...records.values()].map(({ position }) => position))
  await worker.close()
}

test('while the bus is down for an hour: no publish fails, and all posts appear once it is back', async () => {
  const world = await worldWithReader()
  let busIsDown = true
  let tries = 0
  const engine = world.engine({
    intercept: ({ port, method }, next) => {
      if (!busIsDown || port !== 'bus' || method !== 'publish') return next()
      tries++
      throw unavailable()
    },
  })
  const published = await publishForAnHour(world, engine)
  expect(tries).toBeLessThan(POSTS / 4)
  expect(await world.cachedPositions('reader')).toEqual([])
  busIsDown = false
  await expectAllToAppear(world, engine, published)
})

test('while all workers are down for an hour: all posts appear when they start', async () => {
  const world = await worldWithReader()
  const engine = world.engine({ workers: 'none' })
  const published = await publishForAnHour(world, engine)
  expect(await world.cachedPositions('reader')).toEqual([])
  await engine.startWorkers()
  await expectAllToAppear(world, engine, published)
})

test('while the process that publishes relays nothing: another one does, within seconds of its start', async () => {
  const world = await worldWithReader()
  const publisher = world.engine({
    workers: 'none',
    intercept: (call, next) => (call.port === 'outbox' ? hang() : next()),
  })
  const { id } = await say(publisher, 'a', 'left behind')
  await world.time.advance(HOUR_MS)
  expect(await wholeHome(publisher, 'reader')).toEqual([])

  const other = world.engine()
  await world.time.advance(5_000)
  expect(await wholeHome(other, 'reader')).toEqual([id])
  await other.close()
})

test('when the bus is down as the process starts: its workers start as soon as it is back', async () => {
  const world = await worldWithReader()
  let busIsDown = true
  const engine = world.engine({
    intercept: ({ port }, next) => {
      if (busIsDown && port === 'bus') throw unavailable()
      return next()
    },
  })
  const { id } = await say(engine, 'a', 'early')
  await world.time.advance(HOUR_MS)
  busIsDown = false
  await world.time.advance(30_000)
  expect(await wholeHome(engine, 'reader')).toEqual([id])
  await engine.close()
})

test('when workers cannot be started by hand: the error says so, and the next try works', async () => {
  const world = await worldWithReader()
  let busIsDown = true
  const engine = world.engine({
    workers: 'none',
    intercept: ({ port }, next) => {
      if (busIsDown && port === 'bus') throw unavailable()
      return next()
    },
  })
  await expect(engine.startWorkers()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  busIsDown = false
  await engine.startWorkers()
  const { id } = await say(engine, 'a', 'post')
  await world.time.run(engine.drain())
  expect(await wholeHome(engine, 'reader')).toEqual([id])
  await engine.close()
})
