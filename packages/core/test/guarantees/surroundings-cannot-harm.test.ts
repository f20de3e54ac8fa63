import { expect, test, vi } from 'vitest'
import { jsonBodyCodec, type SubscribeParams } from '../../src/index'
import { type Body, followAll, home, homePages, ids, say, sayMany, World, wholeHome } from '../support/world'

const throwing = (): never => {
  throw new Error('the hook is broken')
}

test('a stored body that cannot be decoded costs its readers one post, not the page', async () => {
  const world = new World()
  const codec = jsonBodyCodec<Body>()
  const decode = (bytes: Uint8Array): Body => {
    const body = codec.decode(bytes)
    return body.text === 'corrupt' ? throwing() : body
  }
  const error = vi.fn()
  const writer = world.engine({ workers: 'none' })
  const reader = world.engine({ bodyCodec: { ...codec, decode }, logger: { warn: () => undefined, error } })
  await followAll(writer, ['viewer'], ['a'])
  await say(writer, 'a', 'corrupt')
  await say(writer, 'a', 'fine')
  await say(writer, 'a', 'corrupt')
  expect(await wholeHome(reader, 'viewer', 1)).toHaveLength(1)
  expect(await home(reader, 'viewer')).toEqual(['fine'])
  expect((await homePages(reader, 'viewer', 1)).map((page) => ids(page).length)).toEqual([1])
  expect(error).toHaveBeenCalled()
  await writer.close()
  await reader.close()
})

test('a logger and a metrics hook that throw change nothing', async () => {
  const world = new World()
  const engine = world.engine({
    logger: { warn: throwing, error: throwing },
    metrics: { count: throwing, record: throwing },
  })
  await followAll(engine, ['viewer'], ['a'])
  await sayMany(engine, 'a', 'post', 3)
  await world.time.run(engine.drain())
  expect(await home(engine, 'viewer')).toHaveLength(3)
  await engine.close()
})

test('a clock with fractions of a millisecond makes ids and cursors like any other', async () => {
  const world = new World()
  const engine = world.engine({ clock: { now: () => world.time.now() + 0.7 } })
  const post = await say(engine, 'a', 'first')
  expect(Number.isInteger(post.createdAtMs)).toBe(true)
  await sayMany(engine, 'a', 'more', 4)
  expect(await wholeHome(engine, 'a', 2)).toHaveLength(5)
  await engine.close()
})

test('an id of the caller’s own that is as far ahead as allowed does not keep its author from posting', async () => {
  const world = new World()
  const engine = world.engine()
  const { id } = await say(engine, 'a', 'now')
  const ahead = (BigInt(id) + (1_000n << 22n)).toString()
  await say(engine, 'a', 'ahead', { id: ahead })
  await say(engine, 'a', 'after')
  expect(await home(engine, 'a')).toEqual(['ahead', 'after', 'now'])
  await engine.close()
})

test('a bus that cannot replay says so when it is asked to', async () => {
  const world = new World()
  const capabilities = { ...world.stores.bus.capabilities, replay: false }
  const bus = new Proxy(world.stores.bus, {
    get: (target, name) => {
      const value: unknown = name === 'capabilities' ? capabilities : Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const engine = world.engine({ stores: { ...world.stores, bus } })
  await expect(engine.replay({ fromMs: 0 })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await engine.close()
})

test('workers that are stopped while they wait for the bus stay stopped', async () => {
  const world = new World()
  let down = true
  const tries: string[] = []
  const bus = new Proxy(world.stores.bus, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'subscribe') return value.bind(target) as unknown
      return async (...params: unknown[]) => {
        if ((params[0] as SubscribeParams).group !== undefined) tries.push(name)
        return down ? throwing() : (value.apply(target, params) as unknown)
      }
    },
  })
  const engine = world.engine({ stores: { ...world.stores, bus } })
  await world.time.advance(10)
  await engine.stopWorkers()
  down = false
  const before = tries.length
  await world.time.advance(60_000)
  expect(tries.length).toBe(before)
  await engine.close()
})
