import { describe, expect, test } from 'vitest'
import { unavailable } from '../support/faults'
import { annAndBob, homeNames, names } from '../support/profiles'
import { say, texts, World } from '../support/world'

describe('a page carries the profiles', () => {
  test('of all authors of its posts and originals, and of nobody else', async () => {
    const world = await annAndBob()
    const engine = world.withProfiles()
    for (const userId of ['carl', 'dora']) world.put(userId, 3)
    const original = await say(engine, 'carl', 'from carl')
    await say(engine, 'dora', 'from dora')
    await engine.publish({ authorId: 'ann', repostOf: original.id })
    const page = await engine.homeTimeline({ viewerId: 'viewer' })
    expect(page.degraded).toEqual([])
    expect(names(page)).toEqual({ ann: 'ann 1', bob: 'bob 1', carl: 'carl 3' })
    expect(page.profiles?.get('carl')).toEqual({ id: 'carl', version: 3, body: { name: 'carl 3' } })
    const first = await engine.homeTimeline({ viewerId: 'viewer', limit: 1 })
    expect(names(first)).toEqual({ ann: 'ann 1', carl: 'carl 3' })
  })

  test('of user timelines, pulled pages and pages without posts too', async () => {
    const world = await annAndBob()
    const engine = world.withProfiles()
    expect(names(await engine.userTimeline({ viewerId: 'viewer', authorId: 'bob' }))).toEqual({ bob: 'bob 1' })
    expect(names(await engine.homeTimeline({ viewerId: 'viewer', read: 'strict' }))).toEqual({
      ann: 'ann 1',
      bob: 'bob 1',
    })
    const empty = await engine.homeTimeline({ viewerId: 'nobody' })
    expect(empty.profiles).toEqual(new Map())
  })

  test('exactly if the directory has any', async () => {
    const world = new World()
    const users = {
      name: 'users',
      capabilities: { durable: false, profiles: false },
      existing: async () => new Set<string>(),
      close: async () => undefined,
    }
    for (const stores of [world.stores, { ...world.stores, users }]) {
      const page = await world.engine({ workers: 'none', stores }).homeTimeline({ viewerId: 'viewer' })
      expect(page).not.toHaveProperty('profiles')
    }
  })

  test('as the codec makes them of the bytes, fresh on every page', async () => {
    const world = await annAndBob()
    const profileCodec = { decode: (bytes: Uint8Array) => ({ name: bytes.length }) }
    const engine = world.withProfiles({ profileCodec })
    world.users.put({ tenant: 'default', profile: { id: 'bob', version: 1, body: new Uint8Array() } })
    const page = await engine.homeTimeline({ viewerId: 'viewer' })
    expect(page.profiles?.get('ann')?.body).toEqual({ name: '{"name":"ann 1"}'.length })
    expect(page.profiles?.get('bob')).toEqual({ id: 'bob', version: 1, body: undefined })
    Object.assign(page.profiles?.get('ann')?.body as object, { name: 'changed by the caller' })
    const again = await engine.homeTimeline({ viewerId: 'viewer' })
    expect(again.profiles?.get('ann')?.body).toEqual({ name: '{"name":"ann 1"}'.length })
  })

  test('but for one that cannot be decoded', async () => {
    const world = await annAndBob()
    world.users.put({ tenant: 'default', profile: { id: 'bob', version: 1, body: new Uint8Array([0x7b]) } })
    const page = await world.withProfiles().homeTimeline({ viewerId: 'viewer' })
    expect(names(page)).toEqual({ ann: 'ann 1' })
    expect(texts(page)).toEqual(['from bob', 'from ann'])
  })
})

describe('a profile decides nothing', () => {
  test('posts of somebody whom the directory does not know are shown', async () => {
    const world = await annAndBob()
    world.users.remove({ tenant: 'default', userId: 'ann' })
    const page = await world.withProfiles().homeTimeline({ viewerId: 'viewer' })
    expect(texts(page)).toEqual(['from bob', 'from ann'])
    expect(names(page)).toEqual({ bob: 'bob 1' })
    expect(page.degraded).toEqual([])
  })

  test('a block holds though the profile is remembered', async () => {
    const world = await annAndBob()
    const engine = world.withProfiles()
    await homeNames(engine)
    await engine.block({ userId: 'ann', targetId: 'viewer' })
    const page = await engine.homeTimeline({ viewerId: 'viewer' })
    expect(texts(page)).toEqual(['from bob'])
    expect(names(page)).toEqual({ bob: 'bob 1' })
  })

  test('a read whose directory fails answers without them, and says so', async () => {
    const world = await annAndBob()
    const engine = world.withProfiles({
      gate: () => {
        throw unavailable()
      },
    })
    const page = await engine.homeTimeline({ viewerId: 'viewer' })
    expect(texts(page)).toEqual(['from bob', 'from ann'])
    expect(page.profiles).toEqual(new Map())
    expect(page.degraded).toEqual(['profiles-unavailable'])
    expect((await engine.homeTimeline({ viewerId: 'nobody' })).degraded).toEqual([])
  })

  test('a directory that fails for authors who are not on the page is no trouble of that page', async () => {
    const world = await annAndBob()
    let down = false
    const engine = world.withProfiles({
      gate: (next) => {
        if (down) throw unavailable()
        return next()
      },
    })
    await engine.userTimeline({ viewerId: 'viewer', authorId: 'bob' })
    down = true
    const page = await engine.homeTimeline({ viewerId: 'viewer', limit: 1 })
    expect(names(page)).toEqual({ bob: 'bob 1' })
    expect(page.degraded).toEqual([])
    expect(world.asked.at(-1)).toEqual(['ann'])
  })

  test.each([10_000, 300])('a directory that hangs takes part of the time of a read, of %s ms', async (deadlineMs) => {
    const world = await annAndBob()
    let hangs = true
    const engine = world.withProfiles({ gate: (next) => (hangs ? new Promise(() => undefined) : next()) })
    const begunAtMs = world.time.now()
    const page = await world.time.run(engine.homeTimeline({ viewerId: 'viewer' }, { deadlineMs }))
    expect(texts(page)).toEqual(['from bob', 'from ann'])
    expect(page.degraded).toEqual(['profiles-unavailable'])
    expect(world.time.now() - begunAtMs).toBeLessThanOrEqual(Math.min(1_000, deadlineMs / 2))
    hangs = false
    await world.time.advance(1_000)
    expect(await homeNames(engine)).toEqual({ ann: 'ann 1', bob: 'bob 1' })
    expect(world.time.pending).toBe(0)
  })
})
