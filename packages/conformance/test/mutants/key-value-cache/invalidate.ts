import { mutantsOf, override } from '../mutant'
import { holding, invalidating, strongest } from './layers'

export const invalidationMutants = mutantsOf('keyValueCache', [
  [
    'only the first key is invalidated',
    'values.invalidate.removes',
    (inner) =>
      override(inner, {
        invalidateMany: ({ entries }, call) => inner.invalidateMany({ entries: entries.slice(0, 1) }, call),
      }),
  ],
  [
    'every value is outdated, whatever minVersion',
    ['values.invalidate.removes', 'values.invalidate.voids-fills', 'values.like-a-map'],
    (inner) => invalidating(inner, ({ key, holdMs }) => ({ key, holdMs })),
  ],
  [
    'minVersion itself is outdated',
    ['values.invalidate.removes', 'values.invalidate.voids-fills'],
    (inner) =>
      invalidating(inner, (entry) => ({
        ...entry,
        ...(entry.minVersion === undefined ? {} : { minVersion: entry.minVersion + 1 }),
      })),
  ],
  [
    'invalidations are not held',
    [
      'values.invalidate.voids-fills',
      'values.invalidate.voids-all',
      'values.invalidate.outlives-values',
      'values.invalidate.adds-up',
      'values.invalidate.concurrent',
    ],
    (inner) => invalidating(inner, (entry) => ({ ...entry, holdMs: 0 })),
  ],
  [
    'milliseconds of a hold are taken for microseconds',
    'values.invalidate.voids-fills',
    (inner) => invalidating(inner, (entry) => ({ ...entry, holdMs: Math.ceil(entry.holdMs / 1_000) })),
  ],
  [
    'a key without a value is not held',
    'values.invalidate.voids-fills',
    (inner, time) => holding(inner, time, { hold: (added, held, value) => value && strongest(added, held) }),
  ],
  [
    'without minVersion nothing is held',
    'values.invalidate.voids-all',
    (inner) => invalidating(inner, (entry) => (entry.minVersion === undefined ? { ...entry, holdMs: 0 } : entry)),
  ],
  [
    'without minVersion what is above the value that was there is stored',
    'values.invalidate.voids-all',
    (inner, time) =>
      holding(inner, time, {
        hold: (added, held, value) =>
          strongest({ ...added, minVersion: Math.min(added.minVersion, 1 + (value?.version ?? 0)) }, held),
      }),
  ],
  [
    'invalidations are held for ever',
    'values.invalidate.hold-ends',
    (inner) => invalidating(inner, (entry) => ({ ...entry, holdMs: entry.holdMs === 0 ? 0 : 1e10 })),
  ],
  [
    'a hold of 0 is taken for one that was left out',
    'values.invalidate.hold-ends',
    (inner) => invalidating(inner, (entry) => ({ ...entry, holdMs: entry.holdMs || 60_000 })),
  ],
  [
    'a value that is stored ends the hold',
    'values.invalidate.outlives-values',
    (inner, time) => holding(inner, time, { stored: (floors, { key }) => floors.delete(key) }),
  ],
  [
    'where a value stays nothing is held',
    'values.invalidate.outlives-values',
    (inner, time) =>
      holding(inner, time, {
        hold: (added, held, value) =>
          value !== undefined && value.version >= added.minVersion ? held : strongest(added, held),
      }),
  ],
  [
    'the last invalidation is the one that holds',
    'values.invalidate.adds-up',
    (inner, time) => holding(inner, time, { hold: (added) => added }),
  ],
  [
    'the last end is the one that counts',
    'values.invalidate.adds-up',
    (inner, time) =>
      holding(inner, time, {
        hold: (added, held) => ({ ...strongest(added, held), endsAtMs: added.endsAtMs }),
      }),
  ],
  [
    'fills slip in between removing and holding',
    'values.invalidate.concurrent',
    (inner, time) => holding(inner, time, { afterRemoval: () => new Promise((resolve) => setImmediate(resolve)) }),
  ],
])
