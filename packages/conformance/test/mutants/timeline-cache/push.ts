import type { TimelineEntry } from '@feed-engine/core'
import { Made, mutantsOf, override } from '../mutant'
import { mergeInto, nameOf, reading, whole } from './layers'

export const pushMutants = mutantsOf('timelineCache', [
  [
    'pushes to a feed that is being filled are dropped',
    ['timelines.push.open-feed', 'timelines.open.collects', 'timelines.open.takes-over', 'timelines.read.filling'],
    (inner) =>
      override(inner, {
        push: async (params, call) => {
          const slices = await Promise.all(params.feeds.map((feed) => whole(inner, feed)))
          const feeds = params.feeds.filter((_, index) => slices[index]?.coverage)
          const statuses = await inner.push({ ...params, feeds }, call)
          let taken = 0
          return slices.map((slice) =>
            slice?.coverage ? (statuses[taken++] ?? 'failed') : slice ? 'pushed' : 'absent',
          )
        },
      }),
  ],
  [
    'hints of several entries are mixed up',
    ['timelines.push.open-feed', 'timelines.read.exact-positions'],
    (inner) =>
      reading(inner, (slice) => {
        const hint = slice.entries[0]?.authorHint ?? ''
        return { ...slice, entries: slice.entries.map((entry) => ({ ...entry, authorHint: hint })) }
      }),
  ],
  [
    'push to an absent feed creates it',
    'timelines.push.absent',
    (inner) =>
      override(inner, {
        push: async (params, call) => {
          const statuses = await inner.push(params, call)
          for (const [index, feed] of params.feeds.entries()) {
            if (statuses[index] !== 'absent') continue
            await inner.open({ feed, token: crypto.randomUUID(), readerClass: 4, idleTtlMs: 60_000 })
            await inner.push({ ...params, feeds: [feed] })
          }
          return statuses
        },
      }),
  ],
  [
    'repeated entries take room',
    'timelines.push.idempotent-size',
    (inner) => {
      const repeats = new Made<string, number>(() => 0)
      return override(inner, {
        push: async (params, call) => {
          const [feed] = params.feeds
          if (feed === undefined || params.feeds.length > 1) return inner.push(params, call)
          const held = new Set((await whole(inner, feed))?.entries.map(({ position }) => position))
          const repeated = params.entries.filter(({ position }) => held.has(position)).length
          repeats.set(nameOf(feed), repeats.of(nameOf(feed)) + repeated)
          const room = Math.max(1, params.maxEntries - Math.floor(repeats.of(nameOf(feed)) / 4))
          return inner.push({ ...params, maxEntries: room }, call)
        },
      })
    },
  ],
  [
    'a position pushed twice is there twice',
    ['timelines.push.idempotent', 'timelines.replace.duplicates'],
    (inner) => {
      const twice = new Made<string, TimelineEntry[]>(() => [])
      return override(
        reading(inner, (slice, feed) => mergeInto(slice, twice.of(nameOf(feed)))),
        {
          push: async (params, call) => {
            for (const feed of params.feeds) {
              const held = new Set((await whole(inner, feed))?.entries.map(({ position }) => position))
              twice.of(nameOf(feed)).push(...params.entries.filter(({ position }) => held.has(position)))
            }
            return inner.push(params, call)
          },
        },
      )
    },
  ],
  [
    'push leaves out the last of many feeds',
    'timelines.push.status-per-feed',
    (inner) =>
      override(inner, {
        push: async (params, call) => {
          if (params.feeds.length < 100) return inner.push(params, call)
          const half = params.feeds.slice(0, 100)
          const statuses = await inner.push({ ...params, feeds: half }, call)
          return [...statuses, ...params.feeds.slice(100).map(() => 'pushed' as const)]
        },
      }),
  ],
  [
    'statuses come in the order of the feeds\u2019 names',
    'timelines.push.status-per-feed',
    (inner) =>
      override(inner, {
        push: (params, call) =>
          inner.push({ ...params, feeds: params.feeds.toSorted((a, b) => (a.ownerId < b.ownerId ? -1 : 1)) }, call),
      }),
  ],
  [
    'absent feeds get no status',
    ['timelines.push.status-per-feed', 'timelines.push.absent'],
    (inner) =>
      override(inner, {
        push: async (params, call) => (await inner.push(params, call)).filter((status) => status !== 'absent'),
      }),
  ],
  [
    'pushes skip nobody',
    ['timelines.push.reader-class', 'timelines.push.current-class'],
    (inner) => override(inner, { push: (params, call) => inner.push({ ...params, pushFrom: 0 }, call) }),
  ],
  [
    'readers of the class itself are skipped',
    'timelines.push.reader-class',
    (inner) =>
      override(inner, {
        push: (params, call) => inner.push({ ...params, pushFrom: params.pushFrom && params.pushFrom + 1 }, call),
      }),
  ],
  [
    'the class of open counts, not that of replace',
    ['timelines.push.current-class', 'timelines.push.status-per-feed'],
    (inner) => {
      const classes = new Map<string, number>()
      return override(inner, {
        open: async (params, call) => {
          const result = await inner.open(params, call)
          if (result === 'opened') classes.set(nameOf(params.feed), params.readerClass)
          return result
        },
        push: async (params, call) => {
          const [feed] = params.feeds
          const skip = params.feeds.map((each) => (classes.get(nameOf(each)) ?? 4) < params.pushFrom)
          if (feed === undefined) return inner.push(params, call)
          const statuses = await inner.push(
            { ...params, feeds: params.feeds.filter((_, index) => !skip[index]), pushFrom: 0 },
            call,
          )
          let taken = 0
          return skip.map((skipped) => (skipped ? 'skipped' : (statuses[taken++] ?? 'failed')))
        },
      })
    },
  ],
  [
    'of pushes at once one wins',
    ['timelines.push.concurrent'],
    (inner) => {
      const running = new Set<string>()
      return override(inner, {
        push: async (params, call) => {
          const name = params.feeds.map(nameOf).join()
          if (running.has(name)) return params.feeds.map(() => 'pushed')
          running.add(name)
          await Promise.resolve()
          const statuses = await inner.push(params, call)
          running.delete(name)
          return statuses
        },
      })
    },
  ],
])
