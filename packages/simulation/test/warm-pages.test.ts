import { createFeedEngine, type FeedKey, type FeedStores } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { type CreateEngine, describeFailure, NO_FAULTS, type Settings, simulate } from '../src'

/**
 * A page of a home timeline counts as *warm* if, when it was asked for, the viewer's timeline was open and covered,
 * and if the page ends above its watermark, so that the timeline alone could answer it. It was served *without pull*
 * if the engine listed no author's posts for it. A pull is right where an author is pulled by policy, or was followed
 * since the timeline was filled; hence the deployment here is a calm one: no faults, no loss of timelines, timelines
 * as large as feeds, and everybody pushed. In the other runs of the simulation, with timelines of a few entries and
 * authors pulled from two followers on, most pages pull, which is what they are for.
 */
const CALM: Partial<Settings> = {
  rates: { ...NO_FAULTS, slow: 0 },
  clients: 1,
  apis: 1,
  cachelessApis: false,
  timelineEntries: 500,
  timelineIdleTtlMs: 3_600_000,
  threshold: 1_000,
  maxSkewMs: 0,
  taste: (kind) => (ALARMING.has(kind) ? 0 : 1),
}

const ALARMING = new Set([
  'crash',
  'freeze',
  'evict',
  'failOver',
  'outage',
  'setPolicy',
  'rebuildTimeline',
  'rush',
  'herd',
  'retire',
  'restartWorkers',
])

interface Count {
  warm: number
  pulled: number
  all: number
}

/** Makes engines that count warm pages, and those of them for which posts were listed. */
function counting(count: Count): CreateEngine {
  return (options) => {
    const stores = options.stores as FeedStores
    let lists = 0
    const posts: FeedStores['posts'] = {
      ...stores.posts,
      listByAuthors: (params, call) => {
        lists++
        return stores.posts.listByAuthors(params, call)
      },
    }
    const engine = createFeedEngine({ ...options, stores: { ...stores, posts } })
    const { homeTimeline } = engine
    engine.homeTimeline = async (request, call) => {
      if (request.read === 'strict') return homeTimeline.call(engine, request, call)
      const feed: FeedKey = { tenant: 'default', kind: 'home', ownerId: request.viewerId }
      const slice = await stores.timelines?.read({ feed, limit: 1, idleTtlMs: 3_600_000 })
      const listsBefore = lists
      const page = await homeTimeline.call(engine, request, call)
      count.all += 1
      const bottom = page.items.at(-1)?.post.id
      const isAbove = bottom !== undefined && slice != null && (options.ids?.positionOf(bottom) ?? '') > slice.watermark
      if (slice?.coverage == null || !isAbove) return page
      count.warm += 1
      if (lists > listsBefore) count.pulled += 1
      return page
    }
    return engine
  }
}

describe('warm pages of a calm deployment', () => {
  it('are served without pull in at least 95 of 100 cases', async () => {
    const count: Count = { warm: 0, pulled: 0, all: 0 }
    for (let seed = 1; seed <= 30; seed++) {
      const result = await simulate({ seed, settings: CALM, createEngine: counting(count) })
      if (result.failure !== undefined) expect.fail(describeFailure(result, 200))
    }
    expect(count.warm).toBeGreaterThan(2_000)
    expect(count.warm / count.all).toBeGreaterThan(0.5)
    expect(1 - count.pulled / count.warm).toBeGreaterThan(0.95)
  })
})
