import type { Position, TimelineEntry } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { mergeInto, nameOf, reading } from './layers'

export const trimMutants = mutantsOf('timelineCache', [
  [
    'a trim does not raise the watermark',
    ['timelines.trim.watermark', 'timelines.trim.one-large-push', 'timelines.like-a-set-above-a-watermark'],
    (inner) => {
      const known = new Made<string, Position>(() => '')
      const shown = reading(inner, (slice, feed) => ({
        ...slice,
        watermark: known.of(nameOf(feed)) === '' ? '0'.repeat(slice.watermark.length) : known.of(nameOf(feed)),
      }))
      return override(shown, {
        replace: (params, call) => {
          known.set(nameOf(params.feed), params.watermark)
          return inner.replace(params, call)
        },
      })
    },
  ],
  [
    'the watermark is the lowest entry that was kept',
    ['timelines.trim.watermark'],
    (inner) =>
      reading(inner, (slice) => {
        const lowest = slice.entries.at(-1)?.position
        return /^0+$/.test(slice.watermark) || lowest === undefined || slice.more
          ? slice
          : { ...slice, watermark: lowest }
      }),
  ],
  [
    'entries at or below the watermark are taken',
    ['timelines.trim.below-watermark', 'timelines.trim.dropped-stay-out'],
    (inner) => {
      const low = new Made<string, TimelineEntry[]>(() => [])
      return override(
        reading(inner, (slice, feed) => mergeInto(slice, low.of(nameOf(feed)))),
        {
          push: async (params, call) => {
            for (const feed of params.feeds) {
              const { watermark = '' } = (await inner.read({ feed, limit: 1, idleTtlMs: 600_000 })) ?? {}
              low.of(nameOf(feed)).push(...params.entries.filter(({ position }) => position <= watermark))
            }
            return inner.push(params, call)
          },
        },
      )
    },
  ],
  [
    'an entry exactly at the watermark is taken',
    ['timelines.trim.below-watermark'],
    (inner) => {
      const at = new Made<string, TimelineEntry[]>(() => [])
      return override(
        reading(inner, (slice, feed) => mergeInto(slice, at.of(nameOf(feed)))),
        {
          push: async (params, call) => {
            for (const feed of params.feeds) {
              const { watermark } = (await inner.read({ feed, limit: 1, idleTtlMs: 600_000 })) ?? {}
              at.of(nameOf(feed)).push(...params.entries.filter(({ position }) => position === watermark))
            }
            return inner.push(params, call)
          },
        },
      )
    },
  ],
  [
    'trimming drops what came first',
    'timelines.trim.lowest',
    (inner) => {
      const arrivals = new Made<string, Position[]>(() => [])
      const shown = reading(inner, (slice, feed) => {
        const kept = new Set(arrivals.of(nameOf(feed)).slice(-8))
        return { ...slice, entries: slice.entries.filter(({ position }) => kept.has(position)) }
      })
      return override(shown, {
        push: (params, call) => {
          for (const feed of params.feeds)
            arrivals.of(nameOf(feed)).push(...params.entries.map(({ position }) => position))
          return inner.push({ ...params, maxEntries: 1_000 }, call)
        },
        replace: (params, call) => {
          arrivals.of(nameOf(params.feed)).push(...params.add.map(({ position }) => position))
          return inner.replace(params, call)
        },
      })
    },
  ],
  [
    'pushes never trim',
    ['timelines.trim.lowest', 'timelines.trim.one-large-push'],
    (inner) => override(inner, { push: (params, call) => inner.push({ ...params, maxEntries: 100_000 }, call) }),
  ],
  [
    'pushes trim to half the size',
    ['timelines.trim.not-below-size', 'timelines.push.idempotent-size'],
    (inner) =>
      override(inner, {
        push: (params, call) => inner.push({ ...params, maxEntries: Math.ceil(params.maxEntries / 2) }, call),
      }),
  ],
])
