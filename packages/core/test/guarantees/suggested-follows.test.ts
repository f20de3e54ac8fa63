import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { expect, test } from 'vitest'
import { unavailable } from '../support/faults'
import { followAll, type TestEngine, World } from '../support/world'

const suggest = (engine: TestEngine) => engine.suggestedFollows({ viewerId: 'viewer' })

const names = async (engine: TestEngine) => (await suggest(engine)).map(({ userId }) => userId)

test('those are suggested whom most of the followees follow, with up to three of them', async () => {
  const engine = new World().engine()
  const friends = ['f1', 'f2', 'f3', 'f4']
  expect(await suggest(engine)).toEqual([])
  await followAll(engine, ['viewer'], friends)
  expect(await suggest(engine)).toEqual([])
  await followAll(engine, friends, ['star', 'viewer'])
  await followAll(engine, ['f2', 'f3'], ['twice', 'f1'])
  await followAll(engine, ['f4'], ['b', 'a'])
  await followAll(engine, ['star'], ['far away'])
  expect(await suggest(engine)).toEqual([
    { userId: 'star', count: 4, followedBy: ['f1', 'f2', 'f3'] },
    { userId: 'twice', count: 2, followedBy: ['f2', 'f3'] },
    { userId: 'a', count: 1, followedBy: ['f4'] },
    { userId: 'b', count: 1, followedBy: ['f4'] },
  ])
  expect(await engine.suggestedFollows({ viewerId: 'viewer', limit: 1 })).toHaveLength(1)
})

test('whom the viewer follows already takes nobody the place', async () => {
  const engine = new World().engine({ workers: 'none' })
  const friends = Array.from({ length: 250 }, (_, index) => `f${String(index).padStart(3, '0')}`)
  await followAll(engine, ['viewer'], friends)
  // Those who are looked at follow others whom the viewer follows; one of them follows a star.
  for (let index = 5; index < friends.length; index += 5) {
    await followAll(engine, friends.slice(index, index + 1), friends.slice(index + 1, index + 7))
  }
  await followAll(engine, friends.slice(0, 1), ['star'])
  expect(await names(engine)).toEqual(['star'])
})

test('what the cache remembers decides nothing: relations are as they are now', async () => {
  const world = new World()
  const cache = new MemoryKeyValueCache({ clock: world.time })
  let asked = 0
  const engine = world.engine({
    cache,
    intercept: ({ method }, next) => {
      if (method === 'followees') asked++
      return next()
    },
  })
  const users = ['followed', 'asked', 'blocked', 'blocking', 'muted', 'left', 'stays']
  await followAll(engine, ['viewer'], ['f1', 'f2'])
  await followAll(engine, ['f1'], users)
  await followAll(engine, ['f2'], ['stays'])
  expect(await names(engine)).toEqual(['stays', 'asked', 'blocked', 'blocking', 'followed', 'left', 'muted'])
  await world.time.run(engine.drain())
  const before = asked

  await engine.follow({ followerId: 'viewer', followeeId: 'followed' })
  await engine.setAccountVisibility({ userId: 'asked', visibility: 'private' })
  await engine.follow({ followerId: 'viewer', followeeId: 'asked' })
  await engine.block({ userId: 'viewer', targetId: 'blocked' })
  await engine.block({ userId: 'blocking', targetId: 'viewer' })
  await engine.mute({ userId: 'viewer', targetId: 'muted' })
  expect(await names(engine)).toEqual(['stays', 'left'])
  await engine.unfollow({ followerId: 'viewer', followeeId: 'f1' })
  expect(await suggest(engine)).toEqual([{ userId: 'stays', count: 1, followedBy: ['f2'] }])
  expect(asked).toBe(before)

  await followAll(engine, ['f2'], ['new'])
  await world.time.advance(5 * 60_000)
  expect(await names(engine)).toEqual(['new', 'stays'])
  expect(asked).toBeGreaterThan(before)
})

test('a cache that fails, or holds anything, is done without', async () => {
  const world = new World()
  const cache = new MemoryKeyValueCache({ clock: world.time })
  const key = 'friends-of-friends\ndefault\nviewer'
  for (const text of ['no JSON', '{}', '[1]', '[["star", [1]]]', '[["star"]]']) {
    await cache.setMany({ entries: [{ key, value: new TextEncoder().encode(text), version: 0, ttlMs: 1_000 }] })
    const engine = world.engine({ cache })
    await followAll(engine, ['viewer'], ['f1'])
    await followAll(engine, ['f1'], ['star'])
    expect(await names(engine)).toEqual(['star'])
    await engine.close()
  }
  const failing = world.engine({
    cache,
    intercept: ({ port }, next) => {
      if (port === 'cache') throw unavailable()
      return next()
    },
  })
  expect(await names(failing)).toEqual(['star'])
})

test('however many somebody follows, few are looked at, and from all over the list', async () => {
  const world = new World()
  let asked = 0
  const engine = world.engine({
    intercept: ({ method }, next) => {
      if (method === 'followees') asked++
      return next()
    },
  })
  const friends = Array.from({ length: 120 }, (_, index) => `f${String(index).padStart(3, '0')}`)
  await followAll(engine, ['viewer'], friends)
  await followAll(engine, friends, ['star'])
  const [star] = await suggest(engine)
  expect(star).toMatchObject({ userId: 'star', count: 50 })
  expect(asked).toBe(51)
})
