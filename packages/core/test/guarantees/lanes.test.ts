import { describe, expect, test } from 'vitest'
import { type DeliveryPolicyOptions, type PushParams, TOPICS } from '../../src/index'
import { unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { followAll, home, say, sayMany, type TestEngine, World, wholeHome } from '../support/world'

const FANS = Array.from({ length: 40 }, (_, index) => `fan ${index}`)
const FAN_OUT = { chunkSize: 5, concurrency: 1, bulkConcurrency: 1 }
const TIERED: DeliveryPolicyOptions = { kind: 'tiered', bulkFrom: 10, pullFrom: Number.POSITIVE_INFINITY }
const PUSH_ALL: DeliveryPolicyOptions = { kind: 'threshold', followers: Number.POSITIVE_INFINITY }

/** `big` has forty followers, `small` has one; everybody has read. */
async function readyWorld(): Promise<{ readonly world: World; readonly reader: TestEngine }> {
  const world = new World()
  const reader = world.engine({ workers: 'none' })
  await followAll(reader, FANS, ['big'])
  await followAll(reader, ['friend'], ['small'])
  for (const viewerId of [...FANS, 'friend']) await home(reader, viewerId)
  return { world, reader }
}

const isForFans = (params: unknown): boolean =>
  (params as PushParams).feeds.some(({ ownerId }) => ownerId !== 'big' && ownerId.startsWith('fan'))

/** A cache that takes no push to a fan until it is told to. */
function heldBack(): { readonly intercept: Interceptor; readonly held: () => number; release(): void } {
  let held = 0
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const intercept: Interceptor = async ({ method, params }, next) => {
    if (method === 'push' && isForFans(params)) {
      held += 1
      await released
    }
    return next()
  }
  return { intercept, held: () => held, release }
}

describe('work in bulk', () => {
  test('of any amount holds up no small post', async () => {
    const { world, reader } = await readyWorld()
    const { intercept, held, release } = heldBack()
    const engine = world.engine({ policy: TIERED, fanOut: FAN_OUT, intercept })
    const posts = await sayMany(engine, 'big', 'big post', 10)
    await world.time.advance(1_000)
    expect(held()).toBe(1)
    await say(engine, 'small', 'small post')
    await world.time.advance(1_000)
    expect(await home(reader, 'friend')).toEqual(['small post'])
    expect(held()).toBe(1)

    release()
    await world.time.run(engine.drain())
    for (const fan of FANS) expect(await wholeHome(reader, fan)).toEqual(posts.map(({ id }) => id).reverse())
    await engine.close()
  })

  test('would hold it up in the same lane', async () => {
    const { world, reader } = await readyWorld()
    const { intercept, release } = heldBack()
    const engine = world.engine({ policy: PUSH_ALL, fanOut: FAN_OUT, intercept })
    await sayMany(engine, 'big', 'big post', 10)
    await say(engine, 'small', 'small post')
    await world.time.advance(1_000)
    expect(await home(reader, 'friend')).toEqual([])
    release()
    await world.time.run(engine.drain())
    await engine.close()
  })

  test('comes in small pushes, one after the other', async () => {
    const { world, reader } = await readyWorld()
    const sizes: number[] = []
    let [running, most] = [0, 0]
    const intercept: Interceptor = async ({ method, params }, next) => {
      if (method !== 'push' || !isForFans(params)) return next()
      sizes.push((params as PushParams).feeds.filter(({ ownerId }) => ownerId !== 'big').length)
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => world.time.setTimeout(resolve, 10))
      return next().finally(() => running--)
    }
    const fanOut = { ...FAN_OUT, chunkSize: 40, bulkBatchSize: 7, pushesPerTask: 4 }
    const engine = world.engine({ policy: TIERED, fanOut, intercept })
    const post = await say(engine, 'big', 'big post')
    await world.time.run(engine.drain())
    expect(sizes).toEqual([7, 7, 7, 7, 7, 5])
    expect(most).toBe(1)
    for (const fan of FANS) expect(await wholeHome(reader, fan)).toEqual([post.id])
    await engine.close()
  })

  test('counts as undone while it waits: drain waits for it', async () => {
    const { world } = await readyWorld()
    const { intercept, release } = heldBack()
    const engine = world.engine({ policy: TIERED, fanOut: FAN_OUT, intercept })
    await say(engine, 'big', 'post')
    await expect(world.time.run(engine.drain({ deadlineMs: 5_000 }))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    })
    release()
    await world.time.run(engine.drain())
    for (const fan of FANS) expect(await world.cachedPositions(fan)).toHaveLength(1)
    await engine.close()
  })

  test('is done again by replay, in its own lane', async () => {
    const { world } = await readyWorld()
    let lost = true
    const lanes: string[] = []
    const metrics = {
      count: () => undefined,
      record: (_: string, __: number, at?: object) => lanes.push(JSON.stringify(at)),
    }
    const engine = world.engine({
      policy: TIERED,
      fanOut: FAN_OUT,
      metrics,
      intercept: ({ method, params }, next) =>
        lost && method === 'push' && isForFans(params) ? (params as PushParams).feeds.map(() => 'pushed') : next(),
    })
    await say(engine, 'big', 'post')
    await world.time.run(engine.drain())
    expect(await world.cachedPositions('fan 7')).toHaveLength(0)
    lost = false
    await engine.replay({ fromMs: 0 })
    await world.time.run(engine.drain())
    for (const fan of FANS) expect(await world.cachedPositions(fan)).toHaveLength(1)
    expect(new Set(lanes)).toEqual(new Set(['{"lane":"bulk"}']))
    await engine.close()
  })

  test('that fails for good becomes a dead letter of its lane, and its post is pulled', async () => {
    const { world, reader } = await readyWorld()
    const engine = world.engine({
      policy: TIERED,
      fanOut: { ...FAN_OUT, maxAttempts: 3 },
      intercept: ({ method, params }, next) => {
        if (method === 'push' && isForFans(params)) throw unavailable()
        return next()
      },
    })
    await say(engine, 'big', 'post')
    await world.time.run(engine.drain())
    const letters = (topic: string) => world.stores.bus.deadLetters({ topic, group: 'fan-out', limit: 100 })
    expect(await letters(TOPICS.bulk)).toHaveLength(1)
    expect([...(await letters(TOPICS.posts)), ...(await letters(TOPICS.fanOut))]).toEqual([])
    for (const fan of FANS) expect(await home(reader, fan)).toEqual(['post'])
    await engine.close()
  })

  test('waits for nobody else when it cannot be handed over: the post is tried again', async () => {
    const { world } = await readyWorld()
    let refused = 0
    const engine = world.engine({
      policy: TIERED,
      fanOut: FAN_OUT,
      intercept: ({ method, params }, next) => {
        const isHandOver = method === 'publish' && (params as { topic: string }).topic === TOPICS.bulk
        if (isHandOver && refused++ < 3) throw unavailable()
        return next()
      },
    })
    await say(engine, 'big', 'post')
    await world.time.run(engine.drain())
    expect(refused).toBeGreaterThan(3)
    for (const fan of FANS) expect(await world.cachedPositions(fan)).toHaveLength(1)
    await engine.close()
  })
})

test('lanes and delivery are switched by setPolicy all the time: nothing is lost or repeated', async () => {
  const { world, reader } = await readyWorld()
  const { intercept, release } = heldBack()
  const engine = world.engine({ policy: TIERED, fanOut: FAN_OUT, intercept })
  const policies: readonly DeliveryPolicyOptions[] = [
    PUSH_ALL,
    { kind: 'threshold', followers: 1 },
    TIERED,
    { kind: 'tiered', bulkFrom: 1, pullFrom: 20, hysteresis: 0 },
    { kind: 'custom', policy: { delivery: () => ({ pushFrom: 0, lane: 'bulk' }) } },
  ]
  const ids: string[] = []
  for (let round = 0; round < 4; round++) {
    for (const policy of policies) {
      engine.setPolicy(policy)
      ids.unshift((await say(engine, 'big', `post ${round}`)).id)
      await world.time.advance(500)
      if (round === 2) release()
    }
  }
  await world.time.run(engine.drain())
  for (const fan of FANS) {
    expect(await wholeHome(reader, fan, 7)).toEqual(ids)
    expect(await wholeHome(reader, fan, 7, 'strict')).toEqual(ids)
  }
  await engine.close()
})
