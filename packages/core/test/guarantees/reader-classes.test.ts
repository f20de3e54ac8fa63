import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeliveryPolicy } from '../../src/index'
import { stall } from '../support/faults'
import { settle } from '../support/virtual-time'
import { followAll, home, say, sayMany, World, type WorldEngineOptions, wholeHome } from '../support/world'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const CLASSES = [0, 1, 2, 3]

const custom = (policy: DeliveryPolicy) => ({ kind: 'custom', policy }) as const

/** A world whose readers are told apart. */
function countedWorld() {
  const world = new World()
  const cache = new MemoryKeyValueCache({ clock: world.time })
  const engine = (options: WorldEngineOptions = {}) => world.engine({ cache, policy: { kind: 'cost' }, ...options })
  const classOf = async (readerId: string) => (await world.timelineOf(readerId))?.coverage?.readerClass
  return { world, cache, engine, classOf }
}

describe('the class of a timeline', () => {
  test('follows how often its owner comes, up and down', async () => {
    const { world, engine: create, classOf } = countedWorld()
    const engine = create({ timeline: { idleTtlMs: 300 * DAY_MS } })
    await followAll(engine, ['reader'], ['author'])
    await say(engine, 'author', 'post')
    const seen: (number | undefined)[] = []
    const come = async (everyMs: number, times: number): Promise<void> => {
      for (let time = 0; time < times; time++) {
        world.time.jump(everyMs)
        expect(await home(engine, 'reader')).toEqual(['post'])
        await world.time.run(engine.drain())
        const current = await classOf('reader')
        if (seen.at(-1) !== current) seen.push(current)
      }
    }
    await come(0, 1)
    expect(seen).toEqual([2])
    await come(2 * HOUR_MS, 50)
    expect(seen).toEqual([2, 3])
    await come(DAY_MS, 20)
    expect(seen).toEqual([2, 3, 2])
    await come(7 * DAY_MS, 10)
    expect(seen).toEqual([2, 3, 2, 1])
    await come(45 * DAY_MS, 2)
    expect(seen).toEqual([2, 3, 2, 1, 0])
    await engine.close()
  })

  test('is known to a process that never saw the reader', async () => {
    const { world, engine, classOf } = countedWorld()
    const first = engine()
    await followAll(first, ['reader'], ['author'])
    for (let visit = 0; visit < 10; visit++) await home(first, 'reader')
    world.time.jump(2 * HOUR_MS)
    await home(first, 'reader')
    await world.time.run(first.drain())
    await world.evict('reader')
    const second = engine()
    await home(second, 'reader')
    expect(await classOf('reader')).toBe(3)
    await Promise.all([first.close(), second.close()])
  })

  test('is kept when what is known of the reader is lost', async () => {
    const { world, cache, engine, classOf } = countedWorld()
    const first = engine()
    for (let visit = 0; visit < 10; visit++) {
      await home(first, 'reader')
      await world.time.run(first.drain())
      world.time.jump(60_000)
    }
    expect(await classOf('reader')).toBe(3)
    await cache.close()
    const second = engine({ cache: new MemoryKeyValueCache({ clock: world.time }) })
    for (let visit = 0; visit < 3; visit++) {
      await home(second, 'reader')
      world.time.jump(2 * HOUR_MS)
    }
    await world.time.run(second.drain())
    expect(await classOf('reader')).toBe(3)
    await Promise.all([first.close(), second.close()])
  })

  test.each<[string, WorldEngineOptions]>([
    ['the policy tells no readers apart', { policy: { kind: 'threshold' } }],
    ['the policy fails', { policy: custom({ delivery: () => ({ pushFrom: 0 }), readerClassOf: fail }) }],
    ['the policy answers nonsense', { policy: custom({ delivery: () => ({ pushFrom: 0 }), readerClassOf: () => 4 }) }],
  ])('is the same for all where %s', async (_why, options) => {
    const { world, engine: create, classOf } = countedWorld()
    const engine = create({ ...options, logger: { warn: () => undefined, error: () => undefined } })
    for (let visit = 0; visit < 10; visit++) await home(engine, 'reader')
    await world.time.run(engine.drain())
    expect(await classOf('reader')).toBe(0)
    await engine.close()
  })

  test('is the same for all without a cache, and an author is pushed or pulled as to daily readers', async () => {
    const { world, classOf } = countedWorld()
    const engine = world.engine({ policy: { kind: 'cost', costs: { pushMs: 1, pullMs: 1 } } })
    await followAll(engine, ['reader'], ['slow', 'fast'])
    await home(engine, 'reader')
    const slow = await say(engine, 'slow', 'post')
    const [first, ...others] = await sayMany(engine, 'fast', 'post', 12)
    await world.time.run(engine.drain())
    expect(await classOf('reader')).toBe(0)
    const postIds = [slow, first, others.at(-1)].map((post) => post?.id ?? '')
    const stored = await world.stores.posts.getMany({ tenant: 'default', postIds })
    expect(postIds.map((id) => stored.get(id)?.delivery.pushFrom)).toEqual([0, 0, 4])
    expect(await home(engine, 'reader')).toHaveLength(13)
    await engine.close()
  })
})

test('nobody waits for the cache of visits, and nobody minds if it is gone', async () => {
  const { world, engine: create } = countedWorld()
  const engine = create({
    intercept: (call, next) => (JSON.stringify(call.params).includes('visits') ? stall(world.time, call) : next()),
  })
  await followAll(engine, ['reader'], ['author'])
  await say(engine, 'author', 'post')
  const begunMs = world.time.now()
  expect(await world.time.run(home(engine, 'reader'))).toEqual(['post'])
  expect(world.time.now() - begunMs).toBeLessThanOrEqual(100)
  const then = world.time.now()
  expect(await home(engine, 'reader')).toEqual(['post'])
  expect(world.time.now()).toBe(then)
  await world.time.run(engine.close())
})

describe('a reader', () => {
  test.each(CLASSES.flatMap((readerClass) => [0, 1, 2, 3, 4].map((pushFrom) => ({ readerClass, pushFrom }))))(
    'of class $readerClass sees what is pushed from class $pushFrom on: pushed or pulled',
    async ({ readerClass, pushFrom }) => {
      const { world, engine: create } = countedWorld()
      const engine = create({
        policy: custom({ delivery: () => ({ pushFrom }), readerClassOf: () => readerClass }),
      })
      await followAll(engine, ['reader'], ['author'])
      await home(engine, 'reader')
      await sayMany(engine, 'author', 'post', 3)
      await world.time.run(engine.drain())
      expect(await home(engine, 'reader')).toEqual(['post 3', 'post 2', 'post 1'])
      expect(await world.cachedPositions('reader')).toHaveLength(pushFrom <= readerClass ? 3 : 0)
      await engine.close()
    },
  )

  test.each([
    { name: 'raised', from: 0, to: 3 },
    { name: 'lowered', from: 3, to: 0 },
  ])('who is $name while a post passes the timeline sees it', async ({ from, to }) => {
    const { world, engine: create, classOf } = countedWorld()
    let readerClass = from
    let held: (() => void) | undefined
    let hold = false
    const engine = create({
      policy: custom({ delivery: () => ({ pushFrom: 2 }), readerClassOf: () => readerClass }),
      intercept: async ({ port, method }, next) => {
        if (hold && port === 'timelines' && method === 'replace') {
          hold = false
          await new Promise<void>((resolve) => {
            held = resolve
          })
        }
        return next()
      },
    })
    await followAll(engine, ['reader'], ['author'])
    await sayMany(engine, 'author', 'before', 2)
    await home(engine, 'reader')
    await world.time.run(engine.drain())
    readerClass = to
    hold = to > from
    expect(await home(engine, 'reader')).toEqual(['before 2', 'before 1'])
    for (let turn = 0; turn < 10; turn++) await settle()
    await say(engine, 'author', 'meanwhile')
    for (let turn = 0; turn < 10; turn++) await settle()
    held?.()
    await world.time.run(engine.drain())
    await say(engine, 'author', 'after')
    await world.time.run(engine.drain())
    expect(await classOf('reader')).toBe(to)
    expect(await home(engine, 'reader')).toEqual(['after', 'meanwhile', 'before 2', 'before 1'])
    await engine.close()
  })
})

test('a timeline that is renewed for many new followees keeps the class that was pushed to it', async () => {
  const { world, engine: create, classOf } = countedWorld()
  let readerClass = 0
  let renewing: Promise<unknown> | undefined
  const meanwhile = async (): Promise<void> => {
    await say(engine, 'author', 'meanwhile')
    await world.time.run(engine.drain())
  }
  const engine = create({
    policy: custom({ delivery: () => ({ pushFrom: 2 }), readerClassOf: () => readerClass }),
    intercept: async ({ port, method }, next) => {
      if (readerClass === 3 && renewing === undefined && port === 'timelines' && method === 'replace') {
        renewing = meanwhile()
        await renewing
      }
      return next()
    },
  })
  await followAll(engine, ['reader'], ['author'])
  await home(engine, 'reader')
  const others = Array.from({ length: 101 }, (_, index) => `other ${index}`)
  await followAll(engine, ['reader'], others)
  readerClass = 3
  const page = await engine.homeTimeline({ viewerId: 'reader' })
  expect(page.freshness).toBe('rebuilt')
  expect(renewing).toBeDefined()
  expect(await home(engine, 'reader')).toEqual(['meanwhile'])
  await world.time.run(engine.drain())
  expect(await classOf('reader')).toBe(3)
  expect(await home(engine, 'reader')).toEqual(['meanwhile'])
  await engine.close()
})

/** What happens between two reads. */
type Step = { readonly kind: 'post' | 'read' | 'drain' | 'evict' | 'follow'; readonly who: number }

const READERS = ['r0', 'r1']
const AUTHORS = ['a0', 'a1', 'a2', 'a3']

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('post', 'post', 'post', 'read', 'read', 'read', 'drain', 'evict', 'follow'),
    who: fc.nat(7),
  }),
  { minLength: 60, maxLength: 60 },
)

test('thousands of switches of authors and readers at random times lose and repeat nothing', async () => {
  const metrics = {
    switches: 0,
    count: (name: string) => SWITCHES.has(name) && metrics.switches++,
    record: () => false,
  }
  await fc.assert(
    fc.asyncProperty(steps, fc.array(fc.nat(4), { minLength: 16 }), async (history, choices) => {
      const { world, engine: create } = countedWorld()
      let turn = 0
      const next = (below: number): number => (choices[turn++ % choices.length] ?? 0) % below
      const policy = custom({ delivery: () => ({ pushFrom: next(5) }), readerClassOf: () => next(4) })
      const engine = create({ policy, metrics, timeline: { maxEntries: 20 } })
      await followAll(engine, READERS, AUTHORS.slice(0, 2))
      for (const { kind, who } of history) {
        const reader = READERS[who % READERS.length] ?? ''
        const author = AUTHORS[who % AUTHORS.length] ?? ''
        if (kind === 'post') await say(engine, author, 'post')
        else if (kind === 'follow') await engine.follow({ followerId: reader, followeeId: author })
        else if (kind === 'evict') await world.evict(reader)
        else if (kind === 'drain') await world.time.run(engine.drain())
        else await home(engine, reader, 5)
        await world.time.advance(1)
      }
      await world.time.run(engine.drain())
      for (const reader of READERS) {
        const expected = await wholeHome(engine, reader, 50, 'strict')
        for (let look = 0; look < 3; look++) expect(await wholeHome(engine, reader, 3 + look)).toEqual(expected)
        expect(new Set(expected).size).toBe(expected.length)
      }
      await engine.close()
    }),
    { numRuns: 60, seed: 1 },
  )
  expect(metrics.switches).toBeGreaterThan(2_000)
})

const SWITCHES: ReadonlySet<string> = new Set(['post.delivery_switches', 'timeline.class_changes'])

function fail(): never {
  throw new Error('no')
}
