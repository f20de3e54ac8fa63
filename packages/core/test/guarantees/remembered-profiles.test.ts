import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import { encodeProfile } from '../../src/codec/profile-codec'
import { unavailable } from '../support/faults'
import { annAndBob, homeNames, type WorldWithProfiles } from '../support/profiles'
import { settle } from '../support/virtual-time'

const OLD = { ann: 'ann 1', bob: 'bob 1' }
const NEW = { ann: 'ann 2', bob: 'bob 1' }
const HOUR_MS = 3_600_000

describe('profiles in the process', () => {
  test('are read once, all of a page together', async () => {
    const world = await annAndBob()
    const engine = world.withProfiles()
    for (let read = 0; read < 3; read++) expect(await homeNames(engine)).toEqual(OLD)
    expect(world.asked.map((userIds) => [...userIds].sort())).toEqual([['ann', 'bob']])
  })

  test('are read again after their time', async () => {
    const world = await annAndBob()
    const engine = world.withProfiles({ processCache: { profileMs: 1_000 }, random: { next: () => 0 } })
    await homeNames(engine)
    world.put('ann', 2)
    world.time.jump(999)
    expect(await homeNames(engine)).toEqual(OLD)
    world.time.jump(1)
    expect(await homeNames(engine)).toEqual(NEW)
    expect(world.asked).toHaveLength(2)
  })

  test('are read again ahead of their end by one reader, and nobody waits for that', async () => {
    const world = await annAndBob()
    let slow: (() => void) | undefined
    const engine = world.withProfiles({
      // Ahead by seven times as long as reading takes.
      random: { next: () => 1 - Math.exp(-7) },
      processCache: { profileMs: 1_000 },
      gate: async (next) => {
        await new Promise<void>((resolve) => {
          if (world.asked.length === 1) world.time.setTimeout(resolve, 100)
          else slow = resolve
        })
        return next()
      },
    })
    await world.time.run(engine.homeTimeline({ viewerId: 'viewer' }))
    world.put('ann', 2)
    world.time.jump(199)
    expect(await homeNames(engine)).toEqual(OLD)
    expect(world.asked).toHaveLength(1)
    world.time.jump(1)
    for (let read = 0; read < 3; read++) expect(await homeNames(engine)).toEqual(OLD)
    expect(world.asked).toHaveLength(2)
    slow?.()
    await settle()
    expect(await homeNames(engine)).toEqual(NEW)
  })

  test('are asked for once by reads at the same time', async () => {
    const world = await annAndBob()
    let open: (() => void) | undefined
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const engine = world.withProfiles({ gate: (next) => gate.then(next) })
    const reads = [homeNames(engine), homeNames(engine), homeNames(engine, 'ann')]
    await settle()
    open?.()
    expect(await Promise.all(reads)).toEqual([OLD, OLD, { ann: 'ann 1' }])
    expect(world.asked.flat().sort()).toEqual(['ann', 'bob'])
  })

  test('are served stale while the directory fails, and say so, as long as they live', async () => {
    const world = await annAndBob()
    let down = false
    const engine = world.withProfiles({
      gate: (next) => {
        if (down) throw unavailable()
        return next()
      },
    })
    await homeNames(engine)
    world.put('ann', 2)
    down = true
    const page = () => engine.homeTimeline({ viewerId: 'viewer' })
    expect((await page()).degraded).toEqual([])
    world.time.jump(60_000)
    for (const untilEndMs of [HOUR_MS - 60_000, 1]) {
      world.time.jump(untilEndMs === 1 ? HOUR_MS - 60_001 : 0)
      expect(await homeNames(engine)).toEqual(OLD)
      expect((await page()).degraded).toEqual(['profiles-unavailable'])
    }
    world.time.jump(1)
    expect(await homeNames(engine)).toEqual({})
    down = false
    expect(await homeNames(engine)).toEqual(NEW)
    expect((await page()).degraded).toEqual([])
  })

  test('are not remembered with processCache.profileMs 0', async () => {
    const world = await annAndBob()
    const engine = world.withProfiles({ processCache: { profileMs: 0 } })
    for (let read = 1; read <= 3; read++) {
      expect(await homeNames(engine)).toEqual(OLD)
      expect(world.asked).toHaveLength(read)
    }
  })

  test('never go back to a lower version', async () => {
    const world = await annAndBob()
    world.put('ann', 2)
    const engine = world.withProfiles({ random: { next: () => 0 } })
    await homeNames(engine)
    world.put('ann', 1)
    world.time.jump(60_000)
    for (let read = 0; read < 2; read++) expect(await homeNames(engine)).toEqual(NEW)
  })

  test('of who does not exist are not asked for again for ten seconds', async () => {
    const world = await annAndBob()
    world.users.remove({ tenant: 'default', userId: 'ann' })
    const engine = world.withProfiles()
    for (let read = 0; read < 3; read++) expect(await homeNames(engine)).toEqual({ bob: 'bob 1' })
    expect(world.asked).toHaveLength(1)
    world.put('ann', 2)
    world.time.jump(9_999)
    expect(await homeNames(engine)).toEqual({ bob: 'bob 1' })
    world.time.jump(1)
    expect(await homeNames(engine)).toEqual(NEW)
    expect(world.asked[1]).toEqual(['ann'])
  })

  test('of who does not exist any more go when that is learned', async () => {
    const world = await annAndBob()
    const engine = world.withProfiles()
    await homeNames(engine)
    world.users.remove({ tenant: 'default', userId: 'ann' })
    world.time.jump(60_000)
    for (let read = 0; read < 2; read++) expect(await homeNames(engine)).toEqual({ bob: 'bob 1' })
  })
})

describe('profiles in the shared cache', () => {
  /** Each call is a read by a process that remembers nothing. */
  async function sharing(options: { readonly cacheFails?: boolean; readonly profileTtlMs?: number } = {}) {
    const world: WorldWithProfiles = await annAndBob()
    const cache = new MemoryKeyValueCache({ clock: world.time })
    const { profileTtlMs } = options
    const process = () =>
      world.withProfiles({
        cache,
        random: { next: () => 0 },
        ...(profileTtlMs === undefined ? {} : { sharedCache: { profileTtlMs } }),
        intercept: ({ port }, next) => {
          if (port === 'cache' && options.cacheFails === true) throw unavailable()
          return next()
        },
      })
    const read = async () => {
      const found = await homeNames(process())
      await settle()
      return found
    }
    return { world, cache, process, read, key: 'profile\ndefault\nann' }
  }

  test('that one process has read, another one takes from there', async () => {
    const { world, read } = await sharing()
    for (let time = 0; time < 3; time++) expect(await read()).toEqual(OLD)
    expect(world.asked).toHaveLength(1)
  })

  test('are read again after their time, also by a process that took them from there', async () => {
    const { world, read, process } = await sharing()
    await read()
    world.time.jump(HOUR_MS - 10_000)
    const engine = process()
    expect(await homeNames(engine)).toEqual(OLD)
    world.put('ann', 2)
    world.time.jump(9_999)
    expect(await homeNames(engine)).toEqual(OLD)
    world.time.jump(1)
    expect(await homeNames(engine)).toEqual(NEW)
    expect(await read()).toEqual(NEW)
    expect(world.asked).toHaveLength(2)
  })

  test('serve while the directory is down', async () => {
    const { world, read, process } = await sharing()
    await read()
    world.users.existing = () => Promise.reject(unavailable())
    world.users.profiles = () => Promise.reject(unavailable())
    expect(await read()).toEqual(OLD)
    expect((await process().homeTimeline({ viewerId: 'viewer' })).degraded).toEqual([])
  })

  test('are not kept with sharedCache.profileTtlMs 0', async () => {
    const { world, read } = await sharing({ profileTtlMs: 0 })
    for (let time = 1; time <= 2; time++) {
      expect(await read()).toEqual(OLD)
      expect(world.asked).toHaveLength(time)
    }
  })

  test('are done without when it fails', async () => {
    const { world, read } = await sharing({ cacheFails: true })
    for (let time = 1; time <= 2; time++) {
      expect(await read()).toEqual(OLD)
      expect(world.asked).toHaveLength(time)
    }
  })

  test('live no longer if a process whose clock is ahead has put them there', async () => {
    const { world, cache, process, key } = await sharing()
    const value = encodeProfile({
      record: { id: 'ann', version: 1, body: new TextEncoder().encode('{"name":"ann 1"}') },
      readAtMs: world.time.now() + HOUR_MS,
    })
    await cache.setMany({ entries: [{ key, value, version: 1, ttlMs: HOUR_MS }] })
    const engine = process()
    expect(await homeNames(engine)).toEqual(OLD)
    world.time.jump(HOUR_MS)
    world.users.profiles = () => Promise.reject(unavailable())
    expect(await homeNames(engine)).toEqual({})
  })

  test('are passed over if they are none', async () => {
    const { world, cache, read, key } = await sharing()
    const invalid = [[], [1], [2, 0, 0, 0, 0, 0, 0, 0, 0, 1], [1, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0, 1]]
    for (const bytes of invalid) {
      await cache.invalidateMany({ entries: [{ key, holdMs: 0 }] })
      await cache.setMany({ entries: [{ key, value: new Uint8Array(bytes), version: 1, ttlMs: HOUR_MS }] })
      world.asked.length = 0
      expect(await read()).toEqual(OLD)
      expect(world.asked.flat()).toContain('ann')
    }
  })
})
