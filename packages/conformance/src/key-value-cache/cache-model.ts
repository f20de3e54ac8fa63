import fc from 'fast-check'
import { keyValueCacheRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { acquire, entryOf, LONG_MS, readAll } from './values'

const KEYS = 4
const HOLDERS = 2

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'set', 'set', 'invalidate', 'acquire', 'renew', 'release'),
    places: fc.array(fc.nat(KEYS - 1), { minLength: 1, maxLength: 4 }),
    version: fc.nat(5),
    hold: fc.boolean(),
    all: fc.boolean(),
    holder: fc.nat(HOLDERS - 1),
  }),
  { minLength: 10, maxLength: 40 },
)

/** A key as the docstrings define it. */
interface Model {
  stored: { readonly value: Uint8Array; readonly version: number } | undefined
  floor: number
  holder: string | undefined
}

export const cacheModel = keyValueCacheRule({
  id: 'values.like-a-map',
  title: 'Under any fills, invalidations and leases, each key is what its own history makes of it',
  why: 'Versions, floors and leases meet in ways that single examples do not.',
  async run({ adapter, make, check }) {
    await check(steps, async (sequence) => {
      const keys = Array.from({ length: KEYS }, () => make.name('key'))
      const holders = Array.from({ length: HOLDERS }, () => make.name('holder'))
      const models = new Map<string, Model>(
        keys.map((key) => [key, { stored: undefined, floor: 0, holder: undefined }]),
      )
      const modelOf = (key: string): Model => models.get(key) ?? { stored: undefined, floor: 0, holder: undefined }
      for (const { kind, places, version, hold, all, holder: at } of sequence) {
        const named = places.map((place) => keys[place] ?? '')
        const [key = ''] = named
        const [model, holder] = [modelOf(key), holders[at] ?? '']
        if (kind === 'set') {
          const entries = named.map((each, index) =>
            entryOf(make, { key: each, version: Math.max(0, version - index) }),
          )
          const expected = entries.map((entry) => fill(modelOf(entry.key), entry))
          ensureEqual(await adapter.setMany({ entries }), expected, 'answer of setMany')
        } else if (kind === 'invalidate') {
          const minVersion = all ? {} : { minVersion: version }
          await adapter.invalidateMany({
            entries: named.map((each) => ({ key: each, ...minVersion, holdMs: hold ? LONG_MS : 0 })),
          })
          for (const each of named) outdate(modelOf(each), all ? Number.POSITIVE_INFINITY : version, hold)
        } else if (kind === 'acquire') {
          const { acquired } = await acquire(adapter, { key, holder })
          ensureEqual(acquired, model.holder === undefined || model.holder === holder, 'answer of acquireLease')
          model.holder ??= holder
        } else if (kind === 'renew') {
          const renewed = await adapter.renewLease({ key, holder, ttlMs: LONG_MS })
          ensureEqual(renewed, model.holder === holder, 'answer of renewLease')
        } else {
          ensureEqual(await adapter.releaseLease({ key, holder }), model.holder === holder, 'answer of releaseLease')
          if (model.holder === holder) model.holder = undefined
        }
        const expected = [...models].flatMap(([each, { stored }]) =>
          stored === undefined ? [] : [[each, stored] as const],
        )
        ensureEqual(await readAll(adapter, keys), new Map(expected), 'the values')
      }
    })
  },
})

function fill(model: Model, { value, version }: { readonly value: Uint8Array; readonly version: number }): string {
  if (version < Math.max(model.floor, model.stored?.version ?? 0)) return 'outdated'
  model.stored = { value, version }
  return 'stored'
}

function outdate(model: Model, minVersion: number, hold: boolean): void {
  if (model.stored !== undefined && model.stored.version < minVersion) model.stored = undefined
  if (hold) model.floor = Math.max(model.floor, minVersion)
}
