import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { expect, test } from 'vitest'
import type { Interceptor } from '../support/intercept'
import { followAll, home, sayMany, World } from '../support/world'

/** Some processes, a cold timeline, and stores that take 10 ms to answer. */
async function coldTimeline(processes: number, trouble: Interceptor = (_, next) => next()) {
  const world = new World()
  const cache = new MemoryKeyValueCache({ clock: world.time })
  const setup = world.engine({ workers: 'none' })
  await followAll(setup, ['viewer'], ['author'])
  await sayMany(setup, 'author', 'post', 3)
  let fills = 0
  const engines = Array.from({ length: processes }, () =>
    world.engine({
      workers: 'none',
      cache,
      intercept: async (call, next) => {
        if (call.method === 'open') fills++
        await new Promise<void>((resolve) => world.time.setTimeout(resolve, 10))
        return trouble(call, next)
      },
    }),
  )
  const readAll = () => world.time.run(Promise.all(engines.map((engine) => home(engine, 'viewer'))))
  return { world, cache, readAll, fills: () => fills }
}

const POSTS = ['post 3', 'post 2', 'post 1']

test('processes that read a cold timeline at once fill it once', async () => {
  const { readAll, fills } = await coldTimeline(4)
  expect(await readAll()).toEqual([POSTS, POSTS, POSTS, POSTS])
  expect(fills()).toBe(1)
})

test('a lease is given back: the next fill need not wait for its end', async () => {
  const { world, readAll, fills } = await coldTimeline(1)
  await readAll()
  await world.evict('viewer')
  const begunAtMs = world.time.now()
  await readAll()
  expect(fills()).toBe(2)
  expect(world.time.now() - begunAtMs).toBeLessThan(200)
})

test('a process that died while it filled holds the others up for two seconds at most', async () => {
  const { world, cache, readAll, fills } = await coldTimeline(1)
  await cache.acquireLease({ key: 'fill\ndefault\nviewer', holder: 'the dead', ttlMs: 60_000 })
  const begunAtMs = world.time.now()
  expect(await readAll()).toEqual([POSTS])
  expect(fills()).toBe(1)
  expect(world.time.now() - begunAtMs).toBeLessThan(3_000)
})

test('without the cache for leases every process fills by itself', async () => {
  const { readAll } = await coldTimeline(2, ({ port }, next) => {
    if (port === 'cache') throw new Error('down')
    return next()
  })
  expect(await readAll()).toEqual([POSTS, POSTS])
})
