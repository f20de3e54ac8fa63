import type { Position, TimelineEntry } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { nameOf } from './layers'

export const idleLifeMutants = mutantsOf('timelineCache', [
  [
    'push prolongs idle life',
    'timelines.idle.not-by-push',
    (inner) =>
      override(inner, {
        push: async (params, call) => {
          const statuses = await inner.push(params, call)
          for (const feed of params.feeds) await inner.read({ feed, limit: 1, idleTtlMs: 900 })
          return statuses
        },
      }),
  ],
  [
    'read does not prolong idle life',
    ['timelines.idle.by-read', 'timelines.idle.by-open'],
    (inner, time) => {
      const ends = new Map<string, number>()
      return override(inner, {
        open: async (params, call) => {
          const end = ends.get(nameOf(params.feed)) ?? 0
          if (end <= time.now()) ends.set(nameOf(params.feed), time.now() + params.idleTtlMs)
          const idleTtlMs = (ends.get(nameOf(params.feed)) ?? 0) - time.now()
          return inner.open({ ...params, idleTtlMs }, call)
        },
        read: (params, call) => {
          const idleTtlMs = Math.max(1, (ends.get(nameOf(params.feed)) ?? 0) - time.now())
          return inner.read({ ...params, idleTtlMs: Math.min(idleTtlMs, params.idleTtlMs) }, call)
        },
      })
    },
  ],
  [
    'idle timelines never end',
    ['timelines.idle.ends', 'timelines.idle.not-by-push'],
    (inner) => override(inner, { open: (params, call) => inner.open({ ...params, idleTtlMs: 1e12 }, call) }),
  ],
  [
    'what has ended comes back with open',
    ['timelines.idle.ends', 'timelines.evict.nothing-left'],
    (inner) => {
      const pushed = new Made<string, Map<Position, TimelineEntry>>(() => new Map())
      return override(inner, {
        push: (params, call) => {
          for (const feed of params.feeds) {
            for (const entry of params.entries) pushed.of(nameOf(feed)).set(entry.position, entry)
          }
          return inner.push(params, call)
        },
        replace: (params, call) => {
          for (const entry of params.add) pushed.of(nameOf(params.feed)).set(entry.position, entry)
          return inner.replace(params, call)
        },
        open: async (params, call) => {
          const result = await inner.open(params, call)
          const entries = [...pushed.of(nameOf(params.feed)).values()]
          if (result === 'opened') await inner.push({ feeds: [params.feed], entries, pushFrom: 0, maxEntries: 1_000 })
          return result
        },
      })
    },
  ],
])
