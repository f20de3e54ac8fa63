import type { CachedValue, CacheEntry } from '@feed-engine/core'
import { mutantsOf } from '../mutant'
import { current, force, reading, setting, storing } from './layers'

type IsOutdated = (entry: CacheEntry, found: CachedValue) => boolean

/** Compares in a way of its own, between a read and a write. */
const comparing = (isOutdated: IsOutdated) => (inner: Parameters<typeof current>[0]) =>
  storing(inner, async (entry) => {
    const found = await current(inner, entry.key)
    return found !== undefined && isOutdated(entry, found) ? 'outdated' : force(inner, entry)
  })

export const versionMutants = mutantsOf('keyValueCache', [
  [
    'versions are ignored',
    ['values.version.higher-stays', 'values.version.exact', 'values.like-a-map'],
    comparing(() => false),
  ],
  [
    'a value is not replaced by one of its own version',
    ['values.version.replaces', 'values.like-a-map'],
    comparing((entry, found) => entry.version <= found.version),
  ],
  [
    'versions are compared as texts',
    'values.version.exact',
    comparing((entry, found) => String(entry.version) < String(found.version)),
  ],
  [
    'versions have 32 bits',
    ['values.version.exact', 'values.set.stored'],
    (inner) => setting(inner, (entry) => ({ ...entry, version: entry.version % 2 ** 32 })),
  ],
  [
    'versions are compared before the write, not with it',
    'values.version.concurrent',
    (inner) => {
      const versions = new Map<string, number>()
      const cache = storing(inner, async (entry) => {
        const before = versions.get(entry.key) ?? 0
        await Promise.resolve()
        if (entry.version < before) return 'outdated'
        versions.set(entry.key, entry.version)
        return force(inner, { ...entry, version: 0 })
      })
      return reading(cache, (found, key) => ({ ...found, version: versions.get(key) ?? 0 }))
    },
  ],
])
