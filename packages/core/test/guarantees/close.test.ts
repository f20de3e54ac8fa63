import { createMemoryStores } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import { createFeedEngine, systemTimers, type TimerHandle, type Timers } from '../../src/index'
import { hang, unavailable } from '../support/faults'
import { settle } from '../support/virtual-time'
import { type Body, followAll, home, say, sayMany, World } from '../support/world'

describe('close', () => {
  test('may be called again, also meanwhile', async () => {
    const world = new World()
    const engine = world.engine()
    await Promise.all([engine.close(), engine.close()])
    await engine.close()
    await engine[Symbol.asyncDispose]()
  })

  test('leaves no timer behind, whatever went on', async () => {
    const world = new World()
    const engine = world.engine()
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    await sayMany(engine, 'author', 'post', 20)
    await world.time.advance(5_000)
    expect(world.time.pending).toBeGreaterThan(0)
    await world.time.run(engine.close())
    expect(world.time.pending).toBe(0)
  })

  test('leaves no timer behind when the outbox or the bus fail', async () => {
    for (const port of ['outbox', 'bus']) {
      const world = new World()
      const engine = world.engine({
        intercept: (call, next) => {
          if (call.port === port) throw unavailable()
          return next()
        },
      })
      await say(engine, 'author', 'post')
      await world.time.advance(20_000)
      await world.time.run(engine.close())
      expect(world.time.pending).toBe(0)
    }
  })

  test('waits for running work', async () => {
    const world = new World()
    let finish = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    const engine = world.engine({
      intercept: async ({ method, params }, next) => {
        const isFanOut = method === 'push' && (params as { feeds: unknown[] }).feeds.length > 1
        if (isFanOut) await gate
        return next()
      },
    })
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    await say(engine, 'author', 'post')
    await settle()
    let closed = false
    const closing = engine.close().then(() => {
      closed = true
    })
    await settle()
    expect(closed).toBe(false)
    finish()
    await world.time.run(closing)
    expect(await world.cachedPositions('reader')).toHaveLength(1)
    expect(world.time.pending).toBe(0)
  })

  test('ends within 10 seconds though work hangs, and says so', async () => {
    const world = new World()
    const errors: string[] = []
    const logger = { warn: () => undefined, error: (message: string) => errors.push(message) }
    const engine = world.engine({
      logger,
      intercept: ({ method }, next) => (method === 'followers' ? hang() : next()),
    })
    await say(engine, 'author', 'post')
    await settle()
    const startedAtMs = world.time.now()
    await world.time.run(engine.close())
    expect(world.time.now() - startedAtMs).toBeLessThanOrEqual(10_000)
    expect(errors).toEqual(['the engine was closed over running work'])
  })

  test('leaves stores open that were handed over', async () => {
    const world = new World()
    await world.engine().close()
    const { posts, graph, timelines, bus } = world.stores
    await posts.getMany({ tenant: 'default', postIds: [] })
    await graph.counts({ tenant: 'default', userIds: [] })
    await timelines.evict({ feeds: [] })
    await bus.lag({ topic: 'posts', group: 'fan-out' })
  })

  test('closes stores that it created, all of them, once', async () => {
    const world = new World()
    const closed: string[] = []
    const watch = <Port extends object>(name: string, port: Port): Port =>
      new Proxy(port, {
        get(target, property) {
          const value: unknown = Reflect.get(target, property, target)
          if (property === 'close') closed.push(name)
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
    const users = {
      name: 'users',
      capabilities: { durable: false, profiles: false },
      existing: async () => new Set<string>(),
      close: async () => undefined,
    }
    const create = () => {
      const { posts, graph, timelines, bus } = world.stores
      return {
        posts: watch('posts', posts),
        graph: watch('graph', graph),
        timelines: watch('timelines', timelines),
        bus: watch('bus', bus),
        users: watch('users', users),
      }
    }
    const engine = world.engine({ stores: create })
    closed.length = 0
    await world.time.run(engine.close())
    await engine.close()
    expect(closed.sort()).toEqual(['bus', 'graph', 'posts', 'timelines', 'users'])
    await expect(world.stores.posts.getMany({ tenant: 'default', postIds: [] })).rejects.toMatchObject({
      code: 'CLOSED',
    })
  })

  test('happens by itself at the end of a block', async () => {
    const world = new World()
    {
      await using engine = world.engine()
      await say(engine, 'author', 'post')
    }
    await settle()
    expect(world.time.pending).toBe(0)
  })

  test('leaves nothing behind on real timers either', async () => {
    const pending = new Set<TimerHandle>()
    const timers: Timers = {
      setTimeout(callback, delayMs, options) {
        const fire = (): void => {
          pending.delete(handle)
          callback()
        }
        const handle = systemTimers.setTimeout(fire, delayMs, options)
        pending.add(handle)
        return handle
      },
      clearTimeout(handle) {
        pending.delete(handle)
        systemTimers.clearTimeout(handle)
      },
    }
    const engine = createFeedEngine<Body>({ stores: () => createMemoryStores({ timers }), timers })
    await engine.publish({ authorId: 'author', body: { text: 'post' } })
    await engine.drain()
    await engine.close()
    expect(pending.size).toBe(0)
  })
})

describe('workers', () => {
  test('can be stopped and started, any number of times', async () => {
    const world = new World()
    const engine = world.engine()
    await followAll(engine, ['reader'], ['author'])
    await home(engine, 'reader')
    for (let round = 1; round <= 3; round++) {
      await Promise.all([engine.stopWorkers(), engine.stopWorkers()])
      await say(engine, 'author', `post ${round}`)
      await world.time.advance(10_000)
      expect(await world.cachedPositions('reader')).toHaveLength(round - 1)
      await Promise.all([engine.startWorkers(), engine.startWorkers()])
      await world.time.run(engine.drain())
      expect(await world.cachedPositions('reader')).toHaveLength(round)
    }
    await engine.stopWorkers()
    await world.time.advance(10_000)
    expect(world.time.pending).toBe(0)
    await engine.close()
  })
})
