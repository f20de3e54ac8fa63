import type { KeyValueCache } from '@feed-engine/core'
import { mutantsOf, override } from '../mutant'
import { setting, storing } from './layers'

/** Keeps values under other keys. */
function renamingValues(inner: KeyValueCache, change: (key: string) => string): KeyValueCache {
  return override(inner, {
    setMany: ({ entries }, call) =>
      inner.setMany({ entries: entries.map((entry) => ({ ...entry, key: change(entry.key) })) }, call),
    getMany: async ({ keys }, call) => {
      const { values } = await inner.getMany({ keys: keys.map(change) }, call)
      const found = keys.flatMap((key) => {
        const value = values.get(change(key))
        return value === undefined ? [] : [[key, value] as const]
      })
      return { values: new Map(found), failed: [] }
    },
    invalidateMany: ({ entries }, call) =>
      inner.invalidateMany({ entries: entries.map((entry) => ({ ...entry, key: change(entry.key) })) }, call),
  })
}

/** Keeps leases under other keys. */
function renamingLeases(inner: KeyValueCache, change: (key: string) => string): KeyValueCache {
  return override(inner, {
    acquireLease: (params, call) => inner.acquireLease({ ...params, key: change(params.key) }, call),
    renewLease: (params, call) => inner.renewLease({ ...params, key: change(params.key) }, call),
    releaseLease: (params, call) => inner.releaseLease({ ...params, key: change(params.key) }, call),
  })
}

export const keyMutants = mutantsOf('keyValueCache', [
  ['keys are trimmed', 'values.keys.any-characters', (inner) => renamingValues(inner, (key) => key.trim() || key)],
  [
    'keys are in lower case',
    'values.keys.any-characters',
    (inner) => renamingValues(inner, (key) => key.toLowerCase()),
  ],
  [
    'keys end at 1,023 bytes',
    'values.keys.any-characters',
    (inner) => renamingValues(inner, (key) => key.slice(0, 1_023)),
  ],
  [
    'leases are named by what stands before a brace',
    'values.keys.any-characters',
    (inner) => renamingLeases(inner, (key) => key.split('}')[0] || key),
  ],
  [
    'long keys are cut',
    'values.arguments.refused',
    (inner) => renamingValues(inner, (key) => (typeof key === 'string' ? key.slice(0, 1_024) : key)),
  ],
  [
    'a life that is none is taken for a minute',
    'values.arguments.refused',
    (inner) =>
      setting(inner, (entry) => ({ ...entry, ttlMs: Number.isSafeInteger(entry.ttlMs) ? entry.ttlMs : 60_000 })),
  ],
  [
    'a negative minVersion is taken for 0',
    'values.arguments.refused',
    (inner) =>
      override(inner, {
        invalidateMany: ({ entries }, call) =>
          inner.invalidateMany(
            {
              entries: entries.map((entry) => ({ ...entry, minVersion: Math.max(0, entry.minVersion ?? 2 ** 53 - 1) })),
            },
            call,
          ),
      }),
  ],
  [
    'what stands before a refused entry is stored',
    'values.arguments.refused',
    (inner) => storing(inner, async (entry) => (await inner.setMany({ entries: [entry] }))[0] ?? 'failed'),
  ],
  [
    'without a holder a lease is nobody’s',
    'values.arguments.refused',
    (inner) =>
      override(inner, {
        acquireLease: (params, call) => inner.acquireLease({ ...params, holder: params.holder || 'nobody' }, call),
      }),
  ],
  [
    'values share their bytes with the cache',
    'values.own-copies',
    (inner) => {
      const shared = new Map<string, Uint8Array>()
      return override(inner, {
        setMany: (params, call) => {
          for (const { key, value } of params.entries) shared.set(key, value)
          return inner.setMany(params, call)
        },
        getMany: async (params, call) => {
          const { values, failed } = await inner.getMany(params, call)
          const own = [...values].map(
            ([key, found]) => [key, { ...found, value: shared.get(key) ?? found.value }] as const,
          )
          return { values: new Map(own), failed }
        },
      })
    },
  ],
])
