import { describe, expect, test } from 'vitest'
import { hang, replyLost, stall, unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { followAll, home, say, sayMany, World } from '../support/world'

/** What may go wrong with the push into the author's own timeline. */
const PUSH_FAULTS: Readonly<Record<string, (world: World) => Interceptor>> = {
  'the cache cannot be reached': () => (call, next) => {
    if (call.method === 'push') throw unavailable()
    return next()
  },
  'the cache answers that it failed': () => (call, next) => (call.method === 'push' ? ['failed'] : next()),
  'the cache answers with nothing': () => (call, next) => (call.method === 'push' ? [] : next()),
  'the reply of the cache is lost': () => async (call, next) => {
    const answer = await next()
    if (call.method === 'push') throw replyLost()
    return answer
  },
  'the cache does not answer': (world) => (call, next) => (call.method === 'push' ? stall(world.time, call) : next()),
}

describe('while no worker runs', () => {
  test('an author sees a post at once, in a timeline that is cold, and in one that is warm', async () => {
    const world = new World()
    const engine = world.engine({ workers: 'none' })
    await followAll(engine, ['author'], ['friend'])
    await say(engine, 'author', 'one')
    expect(await home(engine, 'author')).toEqual(['one'])
    await say(engine, 'author', 'two')
    expect(await home(engine, 'author')).toEqual(['two', 'one'])
    expect(await home(world.engine({ workers: 'none' }), 'author')).toEqual(['two', 'one'])
  })

  test.each([1, 10_000])('also from a threshold of %d followers on', async (followers) => {
    const world = new World()
    const engine = world.engine({ workers: 'none', policy: { kind: 'threshold', followers } })
    await followAll(engine, ['f1', 'f2'], ['author'])
    await home(engine, 'author')
    await say(engine, 'author', 'one')
    expect(await home(engine, 'author')).toEqual(['one'])
    expect(await home(engine, 'f1')).toEqual(['one'])
  })

  test('also when the outbox cannot be relayed', async () => {
    const world = new World()
    const engine = world.engine({ intercept: (call, next) => (call.port === 'outbox' ? hang() : next()) })
    await home(engine, 'author')
    await say(engine, 'author', 'one')
    expect(await home(engine, 'author')).toEqual(['one'])
  })
})

describe.each(Object.entries(PUSH_FAULTS))('while %s', (_name, fault) => {
  test('an author sees a post at once, and the call takes little longer', async () => {
    const world = new World()
    const healthy = world.engine({ workers: 'none' })
    await sayMany(healthy, 'author', 'before', 3)
    await home(healthy, 'author')

    const engine = world.engine({ workers: 'none', intercept: fault(world) })
    const startedAtMs = world.time.now()
    await world.time.run(say(engine, 'author', 'now'))
    expect(world.time.now() - startedAtMs).toBeLessThanOrEqual(1_000)
    for (const reader of [engine, healthy]) {
      expect(await world.time.run(home(reader, 'author'))).toEqual(['now', 'before 3', 'before 2', 'before 1'])
    }
    await say(healthy, 'author', 'later')
    expect(await home(healthy, 'author')).toEqual(['later', 'now', 'before 3', 'before 2', 'before 1'])
  })
})
