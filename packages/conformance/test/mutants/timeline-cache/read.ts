import { successorOf } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { nameOf, reading } from './layers'

export const readMutants = mutantsOf('timelineCache', [
  [
    'later pages do not tell the coverage',
    'timelines.read.state',
    (inner) =>
      override(inner, {
        read: async (params, call) => {
          const slice = await inner.read(params, call)
          return slice && { ...slice, coverage: params.before === undefined ? slice.coverage : null }
        },
      }),
  ],
  [
    'positions are compared as doubles',
    'timelines.read.exact-positions',
    (inner) =>
      reading(inner, (slice) => {
        const seen = new Set<number>()
        const entries = slice.entries.filter(({ position }) => {
          const value = Number(`0x${position}`)
          return !seen.has(value) && seen.add(value)
        })
        return { ...slice, entries }
      }),
  ],
  [
    'read opens an absent feed',
    'timelines.read.absent',
    (inner) =>
      override(inner, {
        read: async (params, call) => {
          const slice = await inner.read(params, call)
          if (slice === null) await inner.open({ ...params, token: crypto.randomUUID(), readerClass: 0 })
          return slice
        },
      }),
  ],
  [
    'before is inclusive',
    ['timelines.read.before-exclusive', 'timelines.read.pages'],
    (inner) =>
      override(inner, {
        read: ({ before, ...params }, call) =>
          inner.read(before === undefined ? params : { ...params, before: successorOf(before) }, call),
      }),
  ],
  [
    'more is true when a page is full',
    'timelines.read.pages',
    (inner) =>
      override(inner, {
        read: async (params, call) => {
          const slice = await inner.read(params, call)
          return slice && { ...slice, more: slice.entries.length === params.limit }
        },
      }),
  ],
  ['more is always false', 'timelines.read.pages', (inner) => reading(inner, (slice) => ({ ...slice, more: false }))],
  [
    'coverage is claimed while a feed is being filled',
    ['timelines.read.filling', 'timelines.open.takes-over', 'timelines.evict.nothing-left'],
    (inner) =>
      reading(inner, (slice) => ({ ...slice, coverage: slice.coverage ?? { graphVersion: 0, readerClass: 0 } })),
  ],
  [
    'the token changes with a push',
    ['timelines.read.filling'],
    (inner) => {
      const pushes = new Made<string, number>(() => 0)
      const shown = reading(inner, (slice, feed) => {
        const count = pushes.of(nameOf(feed))
        return count === 0 ? slice : { ...slice, token: `${slice.token}-${count}` }
      })
      return override(shown, {
        push: (params, call) => {
          for (const feed of params.feeds) pushes.set(nameOf(feed), pushes.of(nameOf(feed)) + 1)
          return inner.push(params, call)
        },
      })
    },
  ],
])
