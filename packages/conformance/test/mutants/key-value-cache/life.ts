import { mutantsOf, override } from '../mutant'
import { current, force, setting, storing } from './layers'

export const lifeMutants = mutantsOf('keyValueCache', [
  [
    'all values of a batch have the shortest life among them',
    'values.life.lasts',
    (inner) =>
      override(inner, {
        setMany: ({ entries }, call) => {
          const ttlMs = Math.min(...entries.map((entry) => entry.ttlMs))
          return inner.setMany({ entries: entries.map((entry) => ({ ...entry, ttlMs })) }, call)
        },
      }),
  ],
  [
    'milliseconds are taken for microseconds',
    'values.life.lasts',
    (inner) => setting(inner, (entry) => ({ ...entry, ttlMs: Math.ceil(entry.ttlMs / 1_000) })),
  ],
  [
    'values never end',
    ['values.life.ends', 'values.life.lasts', 'values.life.begins-anew'],
    (inner) => setting(inner, (entry) => ({ ...entry, ttlMs: 1e10 })),
  ],
  [
    'reading prolongs the life',
    'values.life.ends',
    (inner) =>
      override(inner, {
        getMany: async (params, call) => {
          const found = await inner.getMany(params, call)
          const entries = [...found.values].map(([key, value]) => ({ ...value, key, ttlMs: 600_000 }))
          await inner.setMany({ entries })
          return found
        },
      }),
  ],
  [
    'the version of a value outlives it',
    'values.life.ends',
    (inner) => {
      const highest = new Map<string, number>()
      return storing(inner, async (entry) => {
        if (entry.version < (highest.get(entry.key) ?? 0)) return 'outdated'
        highest.set(entry.key, entry.version)
        return force(inner, entry)
      })
    },
  ],
  [
    'a value that is stored again ends when the first one would have',
    'values.life.begins-anew',
    (inner, time) => {
      const ends = new Map<string, number>()
      return setting(inner, (entry) => {
        const endsAtMs = ends.get(entry.key) ?? time.now() + entry.ttlMs
        ends.set(entry.key, endsAtMs)
        return { ...entry, ttlMs: Math.max(1, endsAtMs - time.now()) }
      })
    },
  ],
  [
    'a life can only be prolonged',
    'values.life.begins-anew',
    (inner, time) => {
      const ends = new Map<string, number>()
      return setting(inner, (entry) => {
        const endsAtMs = Math.max(ends.get(entry.key) ?? 0, time.now() + entry.ttlMs)
        ends.set(entry.key, endsAtMs)
        return { ...entry, ttlMs: endsAtMs - time.now() }
      })
    },
  ],
  [
    'an outdated fill prolongs the life of what is there',
    'values.life.not-by-outdated',
    (inner) =>
      storing(inner, async (entry) => {
        const [status = 'failed'] = await inner.setMany({ entries: [entry] })
        const found = await current(inner, entry.key)
        if (status === 'outdated' && found !== undefined) await inner.setMany({ entries: [{ ...entry, ...found }] })
        return status
      }),
  ],
])
