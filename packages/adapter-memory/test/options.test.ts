import { isFeedError } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import {
  createMemoryStores,
  MemoryEventBus,
  MemoryGraphStore,
  type MemoryOptions,
  MemoryPostStore,
  MemoryTimelineCache,
} from '../src/index'
import { homeOf, post, TENANT } from './fixtures'

function refusal(create: () => unknown): string {
  try {
    create()
  } catch (error) {
    if (isFeedError(error) && error.code === 'INVALID_OPTION') return error.message
    throw error
  }
  throw new Error('the options were accepted')
}

const refusedBy = (options: unknown): string => refusal(() => createMemoryStores(options as MemoryOptions))

describe('options', () => {
  it('names the nearest valid one when one is unknown', () => {
    expect(refusedBy({ timeline: {} })).toContain('timelines')
    expect(refusedBy({ timelines: { maxTimeline: 1 } })).toContain('maxTimelines')
    expect(refusedBy({ bus: { retainMessage: 1 } })).toContain('retainMessages')
    expect(refusedBy({ outbox: { partition: 1 } })).toContain('partitions')
  })

  it.each([
    [{ timelines: { maxTimelines: 0 } }, 'timelines.maxTimelines'],
    [{ bus: { retainMessages: -1 } }, 'bus.retainMessages'],
    [{ outbox: { partitions: 1.5 } }, 'outbox.partitions'],
    [{ outbox: { partitions: 1_025 } }, 'outbox.partitions'],
    [{ clock: {} }, 'clock'],
    [{ timers: { setTimeout: () => 0 } }, 'timers'],
    [{ random: Math }, 'random'],
  ])('refuses %j', (options, field) => {
    expect(refusedBy(options)).toContain(field)
  })

  it('are checked by each store alone, too', () => {
    for (const Store of [MemoryPostStore, MemoryGraphStore, MemoryTimelineCache, MemoryEventBus]) {
      expect(refusal(() => new Store({ clok: {} } as MemoryOptions))).toContain('clock')
    }
  })

  it('are all optional', async () => {
    await createMemoryStores().close()
  })
})

describe('close', () => {
  it('makes every later call fail with CLOSED', async () => {
    const stores = createMemoryStores()
    await stores.close()
    await stores.close()
    const calls = [
      () => stores.posts.put({ tenant: TENANT, post: post(1), events: [] }),
      () => stores.posts.outbox.pending(),
      () => stores.graph.counts({ tenant: TENANT, userIds: [] }),
      () => stores.timelines.evict({ feeds: [homeOf('a')] }),
      () => stores.bus.publish({ topic: 'posts', messages: [] }),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'CLOSED' })
  })
})
