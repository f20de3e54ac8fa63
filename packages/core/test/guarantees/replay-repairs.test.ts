import { expect, test } from 'vitest'
import type { PushParams } from '../../src/index'
import type { Interceptor } from '../support/intercept'
import { followAll, home, sayMany, World, wholeHome } from '../support/world'

const READERS = ['r1', 'r2', 'r3']
const AUTHORS = ['a', 'b']

/** What a faulty worker does instead of a push. It reports success in each case. */
const FAULTS: Readonly<Record<string, (params: PushParams) => PushParams | undefined>> = {
  'drops what it should push': () => undefined,
  'pushes to the wrong readers': (params) => ({
    ...params,
    feeds: params.feeds.map((feed) => ({ ...feed, ownerId: feed.ownerId === 'r1' ? 'stranger' : 'r1' })),
  }),
  'pushes to the first reader alone': (params) => ({ ...params, feeds: params.feeds.slice(0, 1) }),
  'pushes under another tenant': (params) => ({
    ...params,
    feeds: params.feeds.map((feed) => ({ ...feed, tenant: 'other' })),
  }),
  'pushes an entry that names no post': (params) => ({
    ...params,
    entries: params.entries.map(({ position, authorHint }) => ({
      position: `0${[...position].reverse().join('').slice(1)}`,
      authorHint,
    })),
  }),
}

test.each(Object.keys(FAULTS))('a worker %s for a while: a replay makes every timeline right', async (name) => {
  const world = new World()
  let faulty = false
  const interceptor: Interceptor = async ({ port, method, params }, next) => {
    if (!faulty || port !== 'timelines' || method !== 'push') return next()
    const push = params as PushParams
    if (push.feeds.length === 1 && AUTHORS.includes(push.feeds[0]?.ownerId ?? '')) return next()
    const instead = FAULTS[name]?.(push)
    if (instead !== undefined) await world.stores.timelines.push(instead)
    return push.feeds.map(() => 'pushed')
  }
  const engine = world.engine({ intercept: interceptor })
  await followAll(engine, READERS, AUTHORS)
  for (const reader of [...READERS, 'stranger']) await home(engine, reader)
  for (const author of AUTHORS) await sayMany(engine, author, 'before', 3)
  await world.time.run(engine.drain())
  faulty = true
  const fromMs = world.time.now()
  for (const author of AUTHORS) await sayMany(engine, author, 'meanwhile', 3)
  await world.time.run(engine.drain())
  faulty = false
  for (const author of AUTHORS) await sayMany(engine, author, 'after', 3)
  await world.time.run(engine.drain())

  const isRight = async (reader: string): Promise<boolean> => {
    const cached = await wholeHome(engine, reader)
    const right = await wholeHome(engine, reader, 100, 'strict')
    return JSON.stringify(cached) === JSON.stringify(right)
  }
  expect(await isRight('r2')).toBe(false)

  await engine.replay({ fromMs })
  await world.time.run(engine.drain())
  for (const reader of [...READERS, 'stranger']) expect(await isRight(reader)).toBe(true)
  expect(await wholeHome(engine, 'r1')).toHaveLength(18)
  expect(await wholeHome(engine, 'stranger')).toEqual([])
  await engine.close()
})
