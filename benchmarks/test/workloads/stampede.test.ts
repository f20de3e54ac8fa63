import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { expect, test } from 'vitest'
import { stampede } from '../../src/workloads/stampede/index'
import { changed, embeddedSettings } from './embedded-settings'

test('readers of several engines rebuild a cold timeline once each, if nothing holds them back', async () => {
  const [outcome] = await stampede.run(
    embeddedSettings(({ posts, graph, timelines, bus }) => ({ posts, graph, timelines, bus })),
  )
  expect(outcome?.variant).toBe('12 readers in 4 engines, 5 followees')
  expect(outcome?.figures).toEqual({ 'rebuilds, median': 4, 'rebuilds, most': 4, 'failed reads, most': 0 })
  expect(outcome?.aims).toEqual([{ text: 'rebuilds ≤ 1', measured: 4, met: false }])
  expect(outcome?.readings['engine']?.rate).toBeGreaterThan(0)
})

test('with a cache for leases one of them does', async () => {
  const [outcome] = await stampede.run(embeddedSettings((stores) => ({ ...stores, cache: new MemoryKeyValueCache() })))
  expect(outcome?.aims).toEqual([{ text: 'rebuilds ≤ 1', measured: 1, met: true }])
})

test('fails if the timeline was not cold', async () => {
  const kept = embeddedSettings((stores) => ({
    ...stores,
    timelines: changed(stores.timelines, { evict: async () => undefined }),
  }))
  await expect(stampede.run(kept)).rejects.toThrow('the timeline was not cold')
})

test('fails if readers are shown different pages', async () => {
  let reads = 0
  const hides = (): boolean => ++reads % 2 === 0
  const wavering = embeddedSettings((stores) => ({
    ...stores,
    posts: changed(stores.posts, {
      getMany: async (params, call) => (hides() ? new Map() : stores.posts.getMany(params, call)),
      versions: async (params, call) => (hides() ? new Map() : stores.posts.versions(params, call)),
    }),
  }))
  await expect(stampede.run(wavering)).rejects.toThrow(/^readers were shown \d+ different pages$/)
})
