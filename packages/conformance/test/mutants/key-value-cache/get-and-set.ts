import { mutantsOf, override } from '../mutant'
import { reading, setting } from './layers'

export const getAndSetMutants = mutantsOf('keyValueCache', [
  [
    'values go through text',
    'values.set.stored',
    (inner) =>
      setting(inner, (entry) => ({ ...entry, value: new TextEncoder().encode(new TextDecoder().decode(entry.value)) })),
  ],
  [
    'an empty value is taken for none',
    'values.set.stored',
    (inner) => reading(inner, (value) => (value.value.length === 0 ? undefined : value)),
  ],
  [
    'of many keys only the first hundred are read',
    'values.get.many',
    (inner) => override(inner, { getMany: ({ keys }, call) => inner.getMany({ keys: keys.slice(0, 100) }, call) }),
  ],
  [
    'absent keys are called failed',
    'values.get.absent',
    (inner) =>
      override(inner, {
        getMany: async (params, call) => {
          const { values } = await inner.getMany(params, call)
          return { values, failed: params.keys.filter((key) => !values.has(key)) }
        },
      }),
  ],
  [
    'of many entries only the first hundred are stored',
    'values.set.many',
    (inner) =>
      override(inner, {
        setMany: async ({ entries }, call) => {
          const statuses = await inner.setMany({ entries: entries.slice(0, 100) }, call)
          return entries.map((_, index) => statuses[index] ?? 'stored')
        },
      }),
  ],
  [
    'what became of the first entry is said of all',
    'values.set.many',
    (inner) =>
      override(inner, {
        setMany: async (params, call) => {
          const statuses = await inner.setMany(params, call)
          return statuses.map(() => statuses[0] ?? 'failed')
        },
      }),
  ],
  [
    'a batch is stored from its end',
    'values.set.in-order',
    (inner) =>
      override(inner, {
        setMany: async ({ entries }, call) =>
          (await inner.setMany({ entries: entries.toReversed() }, call)).toReversed(),
      }),
  ],
])
