import { createMemoryStores } from '@feed-engine/adapter-memory'
import { resolvePolicy } from '@feed-engine/core'
import { describe, expect, test } from 'vitest'
import { calibrate } from '../../src/policies/calibrate'
import { costContender, fixedContenders, type PolicyContender } from '../../src/policies/contender'
import { drawEvents, type Events } from '../../src/policies/events'
import { FanOutQueue } from '../../src/policies/fan-out-queue'
import { CELEBRITIES, drawCelebrityGraph, followerCount, toFollowLists } from '../../src/policies/follow-lists'
import { switchAtRandom } from '../../src/policies/lossless'
import { drawRates, inflow, readersFrom } from '../../src/policies/rates'
import { replay, type Tally } from '../../src/policies/replay'
import { DAY_MS, type Scenario } from '../../src/policies/scenario'
import { dailyCost } from '../../src/policies/total-cost'
import { policies } from '../../src/workloads/policies/index'
import { embeddedSettings } from '../workloads/embedded-settings'

const HOUR_MS = 3_600_000
const STEADY: Scenario = { name: 'steady', posts: () => 1, reads: () => 1, highest: 1, mistake: () => 1 }

/** User 1 follows user 0; nobody else follows anybody. */
const PAIR = toFollowLists([new Set(), new Set([0])])

function events(...given: readonly (readonly [hours: number, who: 'post' | 'read'])[]): Events {
  return {
    atMs: Float64Array.from(given, ([hours]) => hours * HOUR_MS),
    who: Uint32Array.from(given, ([, who]) => (who === 'post' ? 0 : 3)),
  }
}

function contender(name: string): PolicyContender {
  const found = fixedContenders().find((candidate) => candidate.name.startsWith(name))
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

function play(given: Events, by: PolicyContender): Tally {
  return replay({
    graph: PAIR,
    events: given,
    scenario: STEADY,
    contender: by,
    inflow: Float64Array.of(0, 10),
    countedFromMs: 0,
    durationMs: DAY_MS * 10,
    entriesPerSecond: 1,
    skippedShare: 0.5,
  })
}

describe('a replay', () => {
  test('pushes to everybody, and pulls nothing', () => {
    expect(play(events([1, 'post'], [2, 'read'], [200, 'post']), contender('push all'))).toMatchObject({
      posts: 2,
      reads: 1,
      pushed: 2,
      skipped: 0,
      pulled: 0,
      fills: 0,
      openTimelines: 2,
    })
  })

  test('pulls all followees with each read, and pushes nothing', () => {
    const tally = play(events([1, 'post'], [2, 'read'], [3, 'read']), contender('pull all'))
    expect(tally).toMatchObject({ pushed: 0, skipped: 0, pulled: 2, openTimelines: 0 })
  })

  test('pushes only to those who have read within 72 hours, and fills what is cold', () => {
    const dormant = contender('threshold 10K, dormant')
    const history = events([1, 'post'], [2, 'read'], [73, 'post'], [75, 'post'], [76, 'read'], [77, 'read'])
    expect(play(history, dormant)).toMatchObject({ pushed: 1, skipped: 2, pulled: 2, fills: 2 })
  })

  test('pulls a pull author only while the last post is within reach of a page', () => {
    const pulls = { name: 'pulls', policy: resolvePolicy({ kind: 'threshold', followers: 1 }), timelines: 'of readers' }
    const history = events([1, 'read'], [2, 'post'], [3, 'read'], [49, 'read'], [51, 'read'])
    expect(play(history, pulls as PolicyContender)).toMatchObject({ pushed: 0, pulled: 1 + 2, fills: 1 })
  })

  test('raises and lowers the class of an open timeline', () => {
    const reads = (everyHours: number, from: number, to: number) =>
      Array.from({ length: (to - from) / everyHours }, (_, turn) => [from + turn * everyHours, 'read'] as const)
    const tally = play(events(...reads(2, 1, 101), ...reads(48, 150, 1_500)), costContender(1))
    expect(tally.readerSwitches).toBe(2)
    expect(tally.fills).toBe(2)
  })

  test('a read before a post has arrived is stale', () => {
    const history = events([1, 'read'], [2, 'post'], [2.0001, 'read'], [3, 'read'])
    expect(play(history, contender('threshold 10K, dormant'))).toMatchObject({ staleReads: 1, fanOutP99Ms: 1_000 })
  })
})

describe('the queue of the fan-out', () => {
  test('does one thing after the other', () => {
    const queue = new FanOutQueue(1_000)
    expect(queue.add(0, 10, 'first')).toBe(10)
    expect(queue.add(5, 10, 'first')).toBe(20)
    expect(queue.add(100, 10, 'first')).toBe(110)
    expect(queue.quantileMs(0.99)).toBe(15)
  })

  test('lets the first lane pass', () => {
    const queue = new FanOutQueue(1_000)
    expect(queue.add(0, 1_000, 'second')).toBe(1_000)
    expect(queue.add(5, 10, 'first')).toBe(15)
    expect(queue.add(6, 10, 'second')).toBe(1_020)
  })
})

describe('what is drawn', () => {
  const graph = drawCelebrityGraph(2_000, 7)

  test('is a graph with celebrities whom half of all follow, known from both ends', () => {
    for (let user = 0; user < CELEBRITIES; user++) expect(followerCount(graph, user)).toBeGreaterThan(1_000)
    expect(followerCount(graph, CELEBRITIES)).toBeLessThan(1_000)
    expect(graph.followers).toHaveLength(graph.followees.length)
    const follows = (user: number) => graph.followees.subarray(graph.followeesFrom[user], graph.followeesFrom[user + 1])
    const follower = graph.followers[graph.followersFrom[5] ?? 0] ?? 0
    expect(follows(follower)).toContain(5)
  })

  test('is the same for the same seed, and in the order of time', () => {
    const rates = drawRates(graph, 7)
    const draw = (seed: number) => drawEvents(rates, STEADY, { durationMs: DAY_MS, seed })
    expect(drawCelebrityGraph(2_000, 7)).toEqual(graph)
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    const { atMs, who } = draw(1)
    expect(atMs.every((time, index) => time >= (atMs[index - 1] ?? 0))).toBe(true)
    const expected = rates.posts.reduce((sum, posts) => sum + posts, 0)
    const posts = who.filter((event) => (event & 1) === 0).length
    expect(posts / expected).toBeGreaterThan(0.9)
    expect(posts / expected).toBeLessThan(1.1)
  })

  test('has readers of all classes, and posts that reach them', () => {
    expect(readersFrom().map((share) => Number(share.toFixed(3)))).toEqual([1, 0.5, 0.3, 0.1])
    const rates = drawRates(graph, 7)
    const total = inflow(graph, rates).reduce((sum, posts) => sum + posts, 0)
    const sent = rates.posts.reduce((sum, posts, user) => sum + posts * followerCount(graph, user), 0)
    expect(total / sent).toBeCloseTo(1, 6)
  })
})

test('a price list makes a cost', () => {
  const tally = { days: 2, pushed: 10, skipped: 20, pulled: 6 } as Tally
  expect(dailyCost(tally, { push: 2, skip: 0.5 })).toBe(18)
})

test('an engine whose authors and readers change sides at random loses and repeats nothing', async () => {
  const { switches, lost, repeated } = await switchAtRandom({ posts: 200, seed: 1 })
  expect(switches).toBeGreaterThan(100)
  expect({ lost, repeated }).toEqual({ lost: 0, repeated: 0 })
})

test('prices are measured on stores', async () => {
  const stores = createMemoryStores()
  const prices = await calibrate(stores)
  for (const price of Object.values(prices)) expect(price).toBeGreaterThan(0)
  expect(
    await stores.timelines.read({
      feed: { tenant: 'calibration', kind: 'home', ownerId: 'reader-1' },
      limit: 1,
      idleTtlMs: 1,
    }),
  ).toBeNull()
  await stores.close()
})

test('the workload works', async () => {
  const lines: string[] = []
  const outcomes = await policies.run({
    ...embeddedSettings(),
    graph: async () => ({ followees: [new Set([1]), new Set([0, 2]), new Set([1])] }),
    progress: (line) => lines.push(line),
  })
  expect(outcomes).toHaveLength(9)
  expect(lines).toHaveLength(9)
  expect(outcomes.at(-1)?.aims).toEqual([expect.objectContaining({ met: true })])
  for (const { figures } of outcomes.slice(0, 4)) expect(Object.values(figures).every(Number.isFinite)).toBe(true)
})
