import type { Position, TimelineSlice } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'
import { nameOf, reading, whole } from './layers'

export const replaceMutants = mutantsOf('timelineCache', [
  [
    'replace lowers the watermark',
    ['timelines.replace.watermark', 'timelines.like-a-set-above-a-watermark'],
    (inner) => {
      const lowered = new Map<string, Position>()
      const shown = reading(inner, (slice, feed) => ({
        ...slice,
        watermark: lowered.get(nameOf(feed)) ?? slice.watermark,
      }))
      return override(shown, {
        replace: async (params, call) => {
          const result = await inner.replace(params, call)
          if (result === 'replaced') lowered.set(nameOf(params.feed), params.watermark)
          return result
        },
      })
    },
  ],
  [
    'replace creates an absent feed',
    ['timelines.replace.absent', 'timelines.like-a-set-above-a-watermark'],
    (inner) =>
      override(inner, {
        replace: async (params, call) => {
          const result = await inner.replace(params, call)
          if (result !== 'absent') return result
          await inner.open({ feed: params.feed, token: params.token, readerClass: 0, idleTtlMs: 60_000 })
          return inner.replace(params, call)
        },
      }),
  ],
  [
    'replace of an absent feed answers stale',
    'timelines.replace.absent',
    (inner) =>
      override(inner, {
        replace: async (params, call) => {
          const result = await inner.replace(params, call)
          return result === 'absent' ? 'stale' : result
        },
      }),
  ],
  [
    'replace does not look at the token',
    ['timelines.replace.stale', 'timelines.open.takes-over'],
    (inner) =>
      override(inner, {
        replace: async (params, call) => {
          const slice = await whole(inner, params.feed)
          return inner.replace({ ...params, token: slice?.token ?? params.token }, call)
        },
      }),
  ],
  [
    'a stale replace adds its entries all the same',
    ['timelines.replace.stale', 'timelines.like-a-set-above-a-watermark'],
    (inner) =>
      override(inner, {
        replace: async (params, call) => {
          const result = await inner.replace(params, call)
          if (result === 'stale')
            await inner.push({ ...params, feeds: [params.feed], entries: params.add, pushFrom: 0 })
          return result
        },
      }),
  ],
  [
    'replace keeps its token',
    ['timelines.replace.changes', 'timelines.replace.one-wins'],
    (inner) =>
      override(inner, { replace: (params, call) => inner.replace({ ...params, nextToken: params.token }, call) }),
  ],
  [
    'replace reads, changes and writes back',
    'timelines.replace.concurrent-pushes',
    (inner) => {
      const running = new Set<string>()
      return override(inner, {
        push: async (params, call) => {
          const free = params.feeds.filter((feed) => !running.has(nameOf(feed)))
          return free.length < params.feeds.length ? params.feeds.map(() => 'pushed') : inner.push(params, call)
        },
        replace: async (params, call) => {
          running.add(nameOf(params.feed))
          await Promise.resolve()
          const result = await inner.replace(params, call)
          running.delete(nameOf(params.feed))
          return result
        },
      })
    },
  ],
  [
    'replace adds before it removes',
    ['timelines.replace.changes', 'timelines.like-a-set-above-a-watermark'],
    (inner) =>
      override(inner, {
        replace: (params, call) => {
          const add = params.add.filter(({ position }) => !params.remove.includes(position))
          return inner.replace({ ...params, add }, call)
        },
      }),
  ],
  [
    'replace removes nothing',
    ['timelines.replace.changes', 'timelines.replace.keeps-pushes'],
    (inner) => override(inner, { replace: (params, call) => inner.replace({ ...params, remove: [] }, call) }),
  ],
  [
    'replace does not trim',
    'timelines.replace.trims',
    (inner) => override(inner, { replace: (params, call) => inner.replace({ ...params, maxEntries: 100_000 }, call) }),
  ],
  [
    'replace keeps the coverage',
    ['timelines.replace.changes', 'timelines.like-a-set-above-a-watermark'],
    (inner) => {
      const first = new Map<string, TimelineSlice['coverage']>()
      return override(inner, {
        evict: (params, call) => {
          for (const feed of params.feeds) first.delete(nameOf(feed))
          return inner.evict(params, call)
        },
        replace: (params, call) => {
          const coverage = first.get(nameOf(params.feed)) ?? params.coverage
          first.set(nameOf(params.feed), coverage)
          return inner.replace({ ...params, coverage }, call)
        },
      })
    },
  ],
])
