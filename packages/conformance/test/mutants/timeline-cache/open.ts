import { Made, mutantsOf, override } from '../mutant'
import { nameOf, reading, whole } from './layers'

export const openMutants = mutantsOf('timelineCache', [
  [
    'open of a filled feed starts it over',
    'timelines.open.covered',
    (inner) =>
      override(inner, {
        open: async (params, call) => {
          if ((await inner.open(params, call)) === 'opened') return 'opened'
          await inner.evict({ feeds: [params.feed] })
          return inner.open(params, call)
        },
      }),
  ],
  [
    'open of a filled feed changes its token',
    'timelines.open.covered',
    (inner) => {
      const tokens = new Map<string, string>()
      const shown = reading(inner, (slice, feed) => ({ ...slice, token: tokens.get(nameOf(feed)) ?? slice.token }))
      return override(shown, {
        open: async (params, call) => {
          const result = await inner.open(params, call)
          if (result === 'covered') tokens.set(nameOf(params.feed), params.token)
          return result
        },
      })
    },
  ],
  [
    'open leaves the older token good',
    ['timelines.open.takes-over', 'timelines.open.concurrent'],
    (inner) => {
      const opened = new Made<string, Set<string>>(() => new Set())
      return override(inner, {
        open: (params, call) => {
          opened.of(nameOf(params.feed)).add(params.token)
          return inner.open(params, call)
        },
        replace: async (params, call) => {
          const slice = await whole(inner, params.feed)
          const good = slice !== null && opened.of(nameOf(params.feed)).delete(params.token)
          return inner.replace(good ? { ...params, token: slice.token } : params, call)
        },
      })
    },
  ],
  [
    'open drops what was collected',
    'timelines.open.takes-over',
    (inner) =>
      override(inner, {
        open: async (params, call) => {
          const slice = await inner.read({ ...params, limit: 1 })
          if (slice?.coverage === null) await inner.evict({ feeds: [params.feed] })
          return inner.open(params, call)
        },
      }),
  ],
  [
    'open of a feed that is being filled answers covered',
    'timelines.open.takes-over',
    (inner) =>
      override(inner, {
        open: async (params, call) => {
          const slice = await inner.read({ ...params, limit: 1 })
          return slice?.coverage === null ? 'covered' : inner.open(params, call)
        },
      }),
  ],
  [
    'replace throws out what it does not add',
    ['timelines.open.collects', 'timelines.replace.keeps-pushes', 'timelines.replace.changes'],
    (inner) =>
      override(inner, {
        replace: async (params, call) => {
          const slice = await whole(inner, params.feed)
          return inner.replace({ ...params, remove: slice?.entries.map(({ position }) => position) ?? [] }, call)
        },
      }),
  ],
])
