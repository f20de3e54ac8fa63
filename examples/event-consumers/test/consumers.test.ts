import { afterEach, beforeEach, expect, it } from 'vitest'
import { consume } from '../src/event-consumer'
import { type RunningConsumers, runConsumers } from '../src/run-consumers'
import { story } from '../src/story'
import { openWorld, type World } from './support/world'

let world: World
let consumers: RunningConsumers

beforeEach(async () => {
  world = openWorld()
  consumers = await runConsumers(world.bus, world.engine)
})

afterEach(async () => {
  await consumers.stop()
  await world.close()
})

it('every group sees every post, and does something else with it', async () => {
  const lines: string[] = []
  await story(world.engine, consumers, (line) => lines.push(line))
  expect(lines).toEqual([
    'fan-out:       ann reads "Only for followers, @ann and @cid" and "Good morning, @ann"',
    'notifications: bob mentioned ann, bob mentioned ann',
    'analytics:     posts by author: bob 2, cid 2',
    'search:        1 public posts, 1 with "good"',
    'moderation:    1 hidden',
  ])
})

it('a replay for one group changes nothing there, and reaches no other', async () => {
  await world.engine.publish({ authorId: 'bob', body: 'Hello, @ann' })
  await consumers.drained()
  const seen: string[] = []
  const other = await consume(world.bus, { group: 'other', handle: async ({ type }) => void seen.push(type) })
  await consumers.drained()
  expect(await world.bus.replay({ topic: 'posts', group: 'analytics', fromMs: 0 })).toBe(1)
  await consumers.drained()
  expect(consumers.analytics.postsByAuthor.get('bob')).toBe(1)
  expect(seen).toEqual(['post.published'])
  await other.close()
})

it('a group that fails is tried again, and the others go on', async () => {
  let isMended = false
  const flaky = await consume(world.bus, {
    group: 'flaky',
    handle: async () => {
      if (!isMended) throw new Error('not now')
    },
  })
  await world.engine.publish({ authorId: 'bob', body: 'Hello' })
  await consumers.drained()
  expect(consumers.search.size).toBe(1)
  expect(await world.bus.lag({ topic: 'posts', group: 'flaky' })).toBe(1)
  isMended = true
  await expect.poll(() => world.bus.lag({ topic: 'posts', group: 'flaky' }), { timeout: 10_000 }).toBe(0)
  await flaky.close()
})

it('what is no event becomes a dead letter of each group', async () => {
  await world.bus.publish({ topic: 'posts', messages: [{ key: 'key', value: new TextEncoder().encode('{"v":1}') }] })
  await consumers.drained()
  for (const group of ['notifications', 'analytics', 'search', 'moderation']) {
    const [letter] = await world.bus.deadLetters({ topic: 'posts', group, limit: 1 })
    expect(letter).toMatchObject({ code: 'UNREADABLE', attempts: 1 })
  }
})
