import { expect, test } from 'vitest'
import type { BusDelivery, BusMessage, SubscribeParams, Verdict } from '../../src/index'
import { unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { followAll, home, sayMany, type TestEngine, World, type WorldEngineOptions } from '../support/world'

const READERS = ['r1', 'r2', 'r3', 'r4', 'r5', 'author', 'other']

/** Everything that the cache holds, but for tokens. */
async function slices(world: World): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (const reader of READERS) {
    const slice = await world.timelineOf(reader)
    found.push([reader, slice?.entries, slice?.watermark, slice?.coverage])
  }
  return found
}

async function runWith(
  interceptor: (world: World) => Interceptor,
  options: WorldEngineOptions = {},
): Promise<{ readonly world: World; readonly engine: TestEngine; readonly slices: readonly unknown[] }> {
  const world = new World()
  const setup = world.engine({ workers: 'none' })
  await followAll(setup, READERS.slice(0, 5), ['author', 'other'])
  for (const reader of READERS) await home(setup, reader)
  const engine = world.engine({ fanOut: { chunkSize: 2 }, intercept: interceptor(world), ...options })
  await sayMany(engine, 'author', 'a', 8)
  await sayMany(engine, 'other', 'b', 8)
  await world.time.run(engine.drain())
  return { world, engine, slices: await slices(world) }
}

const INTERCEPTORS: Readonly<Record<string, (world: World) => Interceptor>> = {
  'every message is delivered twice':
    (world) =>
    async ({ port, method, params }, next) => {
      const answer = await next()
      if (port === 'bus' && method === 'publish') {
        await world.stores.bus.publish(params as { readonly topic: string; readonly messages: readonly BusMessage[] })
      }
      return answer
    },
  'every first verdict is lost':
    () =>
    async ({ port, method, params }, next) => {
      if (port === 'bus' && method === 'subscribe') losesFirstVerdicts(params as SubscribeParams)
      return next()
    },
  'the relay dies between publishing and acknowledging, every other time': () => {
    let times = 0
    return ({ port, method }, next) => {
      if (port === 'outbox' && method === 'acknowledge' && times++ % 2 === 0) throw unavailable()
      return next()
    }
  },
  'every push is done, but reported as failed, every other time': () => {
    let times = 0
    return async ({ port, method }, next) => {
      const answer = await next()
      if (port === 'timelines' && method === 'push' && times++ % 2 === 0) throw unavailable()
      return answer
    }
  },
  'every push is done by halves first':
    (world) =>
    async ({ port, method, params }, next) => {
      if (port === 'timelines' && method === 'push') {
        const push = params as Parameters<typeof world.stores.timelines.push>[0]
        await world.stores.timelines.push({ ...push, feeds: push.feeds.slice(0, 1) })
      }
      return next()
    },
}

function losesFirstVerdicts(params: SubscribeParams): void {
  const { handler } = params
  const losing = async (delivery: BusDelivery): Promise<Verdict> => {
    const verdict = await handler(delivery)
    return delivery.attempt === 1 ? { kind: 'retry', delayMs: 10 } : verdict
  }
  Object.assign(params, { handler: losing })
}

test.each(Object.keys(INTERCEPTORS))('%s, and the timelines are the same as by one delivery', async (name) => {
  const once = await runWith(() => (_call, next) => next())
  const interceptor = INTERCEPTORS[name]
  if (interceptor === undefined) throw new Error(name)
  const often = await runWith(interceptor)
  expect(often.slices).toEqual(once.slices)
  expect(JSON.stringify(once.slices).match(/position/g)).toHaveLength(5 * 16 + 2 * 8)
})

test.each([500, 5])(
  'replaying the whole topic changes no right timeline, with room for %d entries',
  async (maxEntries) => {
    const { world, engine, slices: before } = await runWith(() => (_call, next) => next(), { timeline: { maxEntries } })
    for (let time = 0; time < 3; time++) {
      const { events } = await engine.replay({ fromMs: 0 })
      expect(events).toBe(16)
      await world.time.run(engine.drain())
      expect(await slices(world)).toEqual(before)
    }
    await engine.close()
  },
)
