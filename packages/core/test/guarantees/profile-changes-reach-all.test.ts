import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import { INVALIDATIONS_TOPIC } from '../../src/index'
import { unavailable } from '../support/faults'
import { annAndBob, homeNames } from '../support/profiles'
import { settle } from '../support/virtual-time'

const OLD = { ann: 'ann 1', bob: 'bob 1' }
const NEW = { ann: 'ann 2', bob: 'bob 1' }

/** Changes ann's profile, and tells of it through an engine of its own, with or without a shared cache. */
async function changing(options: { readonly shared?: boolean; readonly tenant?: string } = {}) {
  const world = await annAndBob()
  const cache = new MemoryKeyValueCache({ clock: world.time })
  const shared = options.shared === true ? { cache } : {}
  const teller = world.withProfiles({ ...shared, ...(options.tenant === undefined ? {} : { tenant: options.tenant }) })
  const change = async (version = 2) => {
    world.put('ann', version)
    await teller.profileChanged({ userId: 'ann', version })
    await settle()
  }
  return { world, cache, shared, teller, change }
}

/** A gate that lets the directory answer, and holds the answers back. */
function heldBack() {
  const waiting: (() => void)[] = []
  const gate = async (next: () => Promise<unknown>) => {
    const answer = await next()
    await new Promise<void>((resolve) => waiting.push(resolve))
    return answer
  }
  const release = () => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  return { gate, release, waiting }
}

describe('a changed profile', () => {
  test('is on the next page of the process that was told', async () => {
    const { world, teller } = await changing()
    expect(await homeNames(teller)).toEqual(OLD)
    world.put('ann', 2)
    await teller.profileChanged({ userId: 'ann', version: 2 })
    expect(await homeNames(teller)).toEqual(NEW)
    expect(world.asked.at(-1)).toEqual(['ann'])
  })

  test('is on the next page of every other process', async () => {
    const { world, change } = await changing()
    const others = [world.withProfiles(), world.withProfiles({ workers: 'inline' })]
    for (const engine of others) expect(await homeNames(engine)).toEqual(OLD)
    await change()
    for (const engine of others) expect(await homeNames(engine)).toEqual(NEW)
    for (const engine of others) await world.time.run(engine.close())
  })

  test('is not what the shared cache holds, nor what somebody puts there late', async () => {
    const { world, cache, shared, change } = await changing({ shared: true })
    const key = 'profile\ndefault\nann'
    await homeNames(world.withProfiles(shared))
    await settle()
    const before = (await cache.getMany({ keys: [key] })).values.get(key)
    await change()
    expect((await cache.getMany({ keys: [key] })).values.size).toBe(0)
    const late = { key, value: before?.value ?? new Uint8Array(), version: 1, ttlMs: 1_000 }
    expect(await cache.setMany({ entries: [late] })).toEqual(['outdated'])
    expect(await homeNames(world.withProfiles(shared))).toEqual(NEW)
  })

  test('is not undone by a read that began before and ends afterwards', async () => {
    const { world, change } = await changing()
    const { gate, release, waiting } = heldBack()
    const engine = world.withProfiles({ gate: (next) => (world.asked.length === 1 ? gate(next) : next()) })
    const reading = homeNames(engine)
    await settle()
    expect(waiting).toHaveLength(1)
    await change()
    release()
    expect(await reading).toEqual(OLD)
    expect(await homeNames(engine)).toEqual(NEW)
  })

  test('is not undone in a shared cache that was not told, by a read that began before', async () => {
    const { world, cache, change } = await changing()
    const { gate, release } = heldBack()
    const engine = world.withProfiles({ cache, gate })
    const reading = homeNames(engine)
    await settle()
    await change()
    release()
    expect(await reading).toEqual(OLD)
    await settle()
    const keys = ['profile\ndefault\nann', 'profile\ndefault\nbob']
    expect([...(await cache.getMany({ keys })).values.keys()]).toEqual(keys.slice(1))
  })

  test('is on a page that is read while an answer from before is still on its way', async () => {
    const { world, change } = await changing()
    const { gate, release } = heldBack()
    const engine = world.withProfiles({ gate: (next) => (world.asked.length === 1 ? gate(next) : next()) })
    const before = homeNames(engine)
    await settle()
    await change()
    const after = homeNames(engine)
    await settle()
    release()
    expect(await after).toEqual(NEW)
    await before
    expect(await homeNames(engine)).toEqual(NEW)
  })

  test('is asked for in the directory where the shared cache still has the old one', async () => {
    const { world, shared, teller } = await changing({ shared: true })
    const engine = world.withProfiles(shared)
    await homeNames(engine)
    await settle()
    world.put('ann', 2)
    // Told by somebody whose cache is another one.
    await world.withProfiles().profileChanged({ userId: 'ann', version: 2 })
    await settle()
    expect(await homeNames(engine)).toEqual(NEW)
    expect(await homeNames(teller)).toEqual(NEW)
  })

  test('of somebody who did not exist is found at once, also past an answer from before', async () => {
    const { world, change } = await changing()
    world.users.remove({ tenant: 'default', userId: 'ann' })
    const { gate, release } = heldBack()
    const engine = world.withProfiles({ gate: (next) => (world.asked.length === 2 ? gate(next) : next()) })
    expect(await homeNames(engine)).toEqual({ bob: 'bob 1' })
    world.time.jump(10_000)
    const reading = homeNames(engine)
    await settle()
    await change()
    release()
    expect(await reading).toEqual({ bob: 'bob 1' })
    expect(await homeNames(engine)).toEqual(NEW)
  })

  test('of one tenant is no business of another', async () => {
    const { world, change } = await changing({ tenant: 'other' })
    const engine = world.withProfiles()
    await homeNames(engine)
    const { length } = world.asked
    await change()
    expect(await homeNames(engine)).toEqual(OLD)
    expect(world.asked).toHaveLength(length)
  })

  test('costs nothing where it is known already', async () => {
    const { world, change } = await changing()
    const engine = world.withProfiles()
    await change()
    expect(await homeNames(engine)).toEqual(NEW)
    const { length } = world.asked
    await change()
    expect(await homeNames(engine)).toEqual(NEW)
    expect(world.asked).toHaveLength(length)
  })

  test('is shown at the end of its time where nobody could tell of it', async () => {
    const { world, change } = await changing()
    const { posts, graph } = world.stores
    const deaf = world.engine({ workers: 'none', stores: { posts, graph, users: world.users } })
    expect(await homeNames(deaf)).toEqual(OLD)
    await change()
    expect(await homeNames(deaf)).toEqual(OLD)
    world.time.jump(60_000)
    expect(await homeNames(deaf)).toEqual(NEW)
    world.put('ann', 3)
    await deaf.profileChanged({ userId: 'ann', version: 3 })
    expect(await homeNames(deaf)).toEqual({ ...NEW, ann: 'ann 3' })
  })

  test('that cannot be told of is an error, which may be tried again', async () => {
    const { world } = await changing()
    for (const failing of ['publish', 'invalidateMany']) {
      const engine = world.withProfiles({
        cache: new MemoryKeyValueCache({ clock: world.time }),
        intercept: ({ method }, next) => {
          if (method === failing) throw unavailable()
          return next()
        },
      })
      const telling = world.time.run(engine.profileChanged({ userId: 'ann', version: 2 }))
      await expect(telling).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true })
    }
  })
})

describe('listening', () => {
  /** Subscriptions to invalidations, and whether they were closed. */
  async function subscriptions(options: { readonly failures?: number } = {}) {
    const world = await annAndBob()
    const seen = { tries: 0, open: 0, groups: [] as unknown[] }
    const intercept = async (
      { method, params }: { readonly method: string; readonly params: unknown },
      next: () => Promise<unknown>,
    ) => {
      const { topic, group } = (params ?? {}) as { readonly topic?: string; readonly group?: string }
      if (method !== 'subscribe' || topic !== INVALIDATIONS_TOPIC) return next()
      seen.tries += 1
      seen.groups.push(group)
      if (seen.tries <= (options.failures ?? 0)) throw unavailable()
      const subscription = (await next()) as { close(): Promise<void> }
      seen.open += 1
      return {
        close: async () => {
          seen.open -= 1
          await subscription.close()
        },
      }
    }
    return { world, seen, intercept }
  }

  test.each(['none', 'inline'] as const)(
    'is a broadcast, of engines with workers %s, and ends with them',
    async (workers) => {
      const { world, seen, intercept } = await subscriptions()
      const engine = world.withProfiles({ workers, intercept })
      await settle()
      expect(seen).toEqual({ tries: 1, open: 1, groups: [undefined] })
      await world.time.run(engine.close())
      expect(seen.open).toBe(0)
      expect(world.time.pending).toBe(0)
    },
  )

  test('is tried again until it works, and keeps nobody from reading', async () => {
    const { world, seen, intercept } = await subscriptions({ failures: 3 })
    const engine = world.withProfiles({ intercept })
    expect(await homeNames(engine)).toEqual(OLD)
    await world.time.advance(60_000)
    expect(seen).toMatchObject({ tries: 4, open: 1 })
    expect(await homeNames(engine)).toEqual(OLD)
    world.put('ann', 2)
    await world.withProfiles().profileChanged({ userId: 'ann', version: 2 })
    await settle()
    expect(await homeNames(engine)).toEqual(NEW)
    await engine.close()
  })

  test('that never works does not hold up close, nor leave a timer behind', async () => {
    const { world, intercept } = await subscriptions({ failures: Number.POSITIVE_INFINITY })
    const engine = world.withProfiles({ intercept })
    await world.time.advance(1_000)
    expect(world.time.pending).toBe(1)
    const begunAtMs = world.time.now()
    await engine.close()
    expect(world.time.now()).toBe(begunAtMs)
    expect(world.time.pending).toBe(0)
  })

  test('is left alone where nothing is remembered', async () => {
    const { world, seen, intercept } = await subscriptions()
    world.withProfiles({ intercept, processCache: { postBytes: 0, profileMs: 0 } })
    world.engine({ intercept, workers: 'none', processCache: { postBytes: 0 } })
    await settle()
    expect(seen.tries).toBe(0)
    world.engine({ intercept, workers: 'none' })
    world.withProfiles({ intercept, processCache: { postBytes: 0 } })
    await settle()
    expect(seen.tries).toBe(2)
  })

  test('passes over what it does not understand', async () => {
    const { world } = await subscriptions()
    const engine = world.withProfiles()
    await homeNames(engine)
    const tell = (value: string) =>
      world.stores.bus.publish({
        topic: INVALIDATIONS_TOPIC,
        messages: [{ key: 'ann', value: new TextEncoder().encode(value) }],
      })
    const envelope = { v: 1, eventId: 'e', key: 'ann', occurredAtMs: 1, tenant: 'default', origin: 'o' }
    await tell('{')
    await tell(JSON.stringify({ ...envelope, type: 'profile.exploded', data: {} }))
    await tell(JSON.stringify({ ...envelope, v: 2, type: 'profile.changed', data: { userId: 'ann', version: 2 } }))
    world.put('ann', 2)
    await settle()
    expect(await homeNames(engine)).toEqual(OLD)
    await tell(JSON.stringify({ ...envelope, type: 'profile.changed', data: { userId: 'ann', version: 2 } }))
    await settle()
    expect(await homeNames(engine)).toEqual(NEW)
  })
})
