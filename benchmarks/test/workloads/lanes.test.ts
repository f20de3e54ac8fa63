import { expect, test } from 'vitest'
import { openLiveFeed } from '../../src/live-feed/live-feed'
import { requireApplied } from '../../src/workloads/lanes/applied'
import { lanes } from '../../src/workloads/lanes/index'
import { toOutcome } from '../../src/workloads/lanes/outcome'
import { reading } from '../report/outcomes'
import { changed, embeddedSettings } from './embedded-settings'

test('small posts are measured beside bulk with lanes, without bulk, and without lanes', async () => {
  const topics = new Set<string>()
  const settings = embeddedSettings((stores) => ({
    ...stores,
    bus: changed(stores.bus, {
      publish: (params) => {
        topics.add(params.topic)
        return stores.bus.publish(params)
      },
    }),
  }))
  const [outcome] = await lanes.run(settings)
  expect(Object.keys(outcome?.readings ?? {})).toEqual(['engine', 'engine-without-bulk', 'engine-without-lanes'])
  expect(outcome?.figures['applied in bulk with lanes, entries/s']).toBeGreaterThan(0)
  expect(outcome?.figures['applied in bulk without lanes, entries/s']).toBeGreaterThan(0)
  expect(topics).toContain('fan-out-bulk')
})

test('the aim is judged by the rounds of the engine and of the calm', () => {
  const round = (p99Ms: number, bulkAppliedPerSecond: number) => ({ reading: reading({ p99Ms }), bulkAppliedPerSecond })
  const samples = {
    engine: [round(12, 3), round(30, 3), round(14, 2)],
    'engine-without-bulk': [round(10, 0), round(10, 0), round(10, 0)],
    'engine-without-lanes': [round(50, 3), round(40, 1), round(70, 3)],
  }
  const { aims, figures } = toOutcome(samples, 10, 100)
  expect(aims).toEqual([{ text: 'p99 ÷ p99 of engine-without-bulk ≤ 1.5', measured: 1.4, met: true }])
  expect(figures).toMatchObject({
    'capacity, entries/s': 1_000,
    'offered in bulk, entries/s': 300,
    'applied in bulk with lanes, entries/s': 300,
    'p99 with bulk, without lanes ÷ without bulk': 5,
  })
})

test('fails if bulk was applied more slowly than it was offered, or not at all', async () => {
  const feed = await openLiveFeed(embeddedSettings())
  await feed.engine.follow({ followerId: 'fan', followeeId: 'bulk' })
  await feed.engine.homeTimeline({ viewerId: 'fan' })
  const { id } = await feed.engine.publish({ authorId: 'bulk', body: { text: 'to all' } })
  await feed.engine.drain()
  const cast = { feed, followerIds: ['fan'] }
  await requireApplied(cast, id, { offered: 10, applied: 8, share: 0.8 })
  const slow = requireApplied(cast, id, { offered: 10, applied: 7.9, share: 0.8 })
  await expect(slow).rejects.toThrow('of 10.0 posts/s in bulk, 7.9 were applied')
  const rates = { offered: 10, applied: 10, share: 0.8 }
  await expect(requireApplied(cast, 'another', rates)).rejects.toThrow('has not got the newest post')
  const cold = { feed, followerIds: ['stranger'] }
  await expect(requireApplied(cold, id, rates)).rejects.toThrow('rebuilt, not cached')
  await feed.end()
})

test('fails if posts in bulk are not pushed', async () => {
  const settings = embeddedSettings((stores) => ({
    ...stores,
    timelines: changed(stores.timelines, {
      push: async (params) =>
        params.feeds.length > 10 ? params.feeds.map(() => 'pushed') : stores.timelines.push(params),
    }),
  }))
  await expect(lanes.run(settings)).rejects.toThrow('has not got the newest post in bulk')
})
