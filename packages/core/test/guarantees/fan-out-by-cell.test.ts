import { expect, test } from 'vitest'
import { cellOf, type FeedStores, type FollowersPageParams, type PushParams } from '../../src/index'
import { type Interceptor, intercept } from '../support/intercept'
import { followAll, home, say, type TestEngine, World } from '../support/world'

const FOLLOWERS = Array.from({ length: 120 }, (_, index) => `follower ${index}`)
const CELLS = 12
const CHUNK = 10

/** A world whose cache says that it lies in cells, and an engine that writes down what it pushes, page by page. */
async function cellularWorld(
  options: Partial<{ followersByCell: boolean; followers: readonly string[]; cells: number; chunkSize: number }> = {},
): Promise<{
  readonly world: World
  readonly engine: TestEngine
  readonly pushes: string[][]
  readonly listed: FollowersPageParams[]
}> {
  const { followersByCell = true, followers = FOLLOWERS, cells = CELLS, chunkSize = CHUNK } = options
  const world = new World()
  const { timelines, graph } = world.stores
  const stores: FeedStores = {
    ...world.stores,
    timelines: declaring(timelines, { ...timelines.capabilities, cells }),
    graph: declaring(graph, { ...graph.capabilities, followersByCell }),
  }
  const pushes: string[][] = []
  const listed: FollowersPageParams[] = []
  const record: Interceptor = ({ method, params }, next) => {
    if (method === 'push') pushes.push((params as PushParams).feeds.map(({ ownerId }) => ownerId))
    if (method === 'followers') listed.push(params as FollowersPageParams)
    return next()
  }
  const reader = world.engine({ workers: 'none' })
  await followAll(reader, followers, ['author'])
  for (const follower of followers) await home(reader, follower)
  const engine = world.engine({ stores: intercept(stores, record), fanOut: { chunkSize } })
  return { world, engine, pushes, listed }
}

function declaring<Store extends object>(store: Store, capabilities: object): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = name === 'capabilities' ? capabilities : Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Pushes of fan-out: those to more than the author alone. */
const chunksOf = (pushes: readonly string[][]): readonly string[][] => pushes.filter((push) => !push.includes('author'))

test('a large author is pushed cell by cell: each follower once, and no push meets a cell of another', async () => {
  const { world, engine, pushes, listed } = await cellularWorld()
  await say(engine, 'author', 'post')
  await world.time.run(engine.drain())
  expect(pushes.slice(1).flat().sort()).toEqual(['author', ...FOLLOWERS].sort())
  const cellsMet = chunksOf(pushes).map((push) => new Set(push.map((id) => cellOf(id, CELLS))))
  for (const cells of cellsMet) expect(cells.size).toBe(1)
  expect(listed.filter(({ cell }) => cell === undefined)).toHaveLength(1)
  await engine.close()
})

test('an author of a few chunks has as many slices of several whole cells', async () => {
  const followers = FOLLOWERS.slice(0, 30)
  const { world, engine, pushes, listed } = await cellularWorld({ followers })
  await say(engine, 'author', 'post')
  await world.time.run(engine.drain())
  expect(pushes.slice(1).flat().sort()).toEqual(['author', ...followers].sort())
  expect(new Set(listed.flatMap(({ cell }) => cell?.count ?? []))).toEqual(new Set([3]))
  for (const push of chunksOf(pushes)) expect(new Set(push.map((id) => cellOf(id, CELLS) % 3)).size).toBe(1)
  await engine.close()
})

test('a list of followers is cut into 16 slices at most, however many cells and chunks there are', async () => {
  const { world, engine, pushes, listed } = await cellularWorld({ cells: 256, chunkSize: 2 })
  await say(engine, 'author', 'post')
  await world.time.run(engine.drain())
  expect(pushes.slice(1).flat().sort()).toEqual(['author', ...FOLLOWERS].sort())
  expect(new Set(listed.flatMap(({ cell }) => cell?.count ?? []))).toEqual(new Set([16]))
  await engine.close()
})

test.each([
  ['the graph cannot list followers by cell', { followersByCell: false }],
  ['the cache is one cell', { cells: 1 }],
])('where %s, chunks are ranges', async (_, options) => {
  const { world, engine, pushes, listed } = await cellularWorld(options)
  await say(engine, 'author', 'post')
  await world.time.run(engine.drain())
  expect(pushes.slice(1).flat().sort()).toEqual(['author', ...FOLLOWERS].sort())
  expect(listed.filter(({ cell }) => cell !== undefined)).toEqual([])
  await engine.close()
})

test('a follower who joins meanwhile is in one of the cells, too', async () => {
  const { world, engine } = await cellularWorld()
  const setup = world.engine({ workers: 'none' })
  await home(setup, 'late')
  await say(engine, 'author', 'post')
  await setup.follow({ followerId: 'late', followeeId: 'author' })
  await world.time.run(engine.drain())
  expect(await home(setup, 'late')).toEqual(['post'])
  await engine.close()
})
