import { shuffled } from '../kit/random'
import { keyValueCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import {
  cachedOf,
  ENDS_WITHIN_MS,
  entryOf,
  HIGHEST_VERSION,
  invalidate,
  LONG_MS,
  read,
  readAll,
  SHORT_MS,
  set,
  store,
} from './values'

export const invalidation = [
  keyValueCacheRule({
    id: 'values.invalidate.removes',
    title: 'invalidateMany removes what is below minVersion, all without one, and keeps the rest and other keys',
    why: 'What was changed must not be served; what was filled since is right.',
    async run({ adapter, make }) {
      const keys = Array.from({ length: 300 }, () => make.name('key'))
      const entries = keys.map((key, version) => entryOf(make, { key, version }))
      await adapter.setMany({ entries })
      const named = entries.slice(0, 200)
      await adapter.invalidateMany({
        entries: [
          ...named.slice(0, 100).map(({ key }) => ({ key, minVersion: 50, holdMs: 0 })),
          ...named.slice(100).map(({ key }) => ({ key, holdMs: 0 })),
          { key: make.name('key'), holdMs: 0 },
        ],
      })
      const kept = entries.filter((_, index) => (index >= 50 && index < 100) || index >= 200)
      const expected = new Map(kept.map((entry) => [entry.key, cachedOf(entry)]))
      ensureEqual(await readAll(adapter, keys), expected, 'the values')
      await adapter.invalidateMany({ entries: [] })
      ensureEqual(await readAll(adapter, keys), expected, 'the values after an invalidation of nothing')
    },
  }),
  keyValueCacheRule({
    id: 'values.invalidate.voids-fills',
    title: 'While an invalidation is held, fills below its minVersion are outdated, and others are stored',
    why: 'A fill that read the truth before the change is still on its way, and would bring the old value back.',
    async run({ adapter, make, time }) {
      const [full, empty] = [make.name('key'), make.name('key')]
      await store(adapter, make, { key: full, version: 3 })
      for (const key of [full, empty]) {
        await invalidate(adapter, { key, minVersion: 5, holdMs: 60_000 })
        await time.pass(2 * SHORT_MS)
        for (const version of [0, 3, 4]) {
          ensureEqual(await set(adapter, entryOf(make, { key, version })), 'outdated', `a fill of version ${version}`)
        }
        ensureEqual(await read(adapter, key), undefined, 'the value')
        const entry = await store(adapter, make, { key, version: 5 })
        ensureEqual(await read(adapter, key), cachedOf(entry), 'the value of minVersion')
        await store(adapter, make, { key, version: 6 })
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.invalidate.voids-all',
    title: 'While an invalidation without minVersion is held, every fill is outdated',
    why: 'Author outboxes have no versions: nobody can tell a fill of before from one of after.',
    async run({ adapter, make }) {
      const key = make.name('key')
      await store(adapter, make, { key, version: 3 })
      await invalidate(adapter, { key, holdMs: LONG_MS })
      for (const version of [0, 3, 4, HIGHEST_VERSION]) {
        ensureEqual(await set(adapter, entryOf(make, { key, version })), 'outdated', `a fill of version ${version}`)
      }
      ensureEqual(await read(adapter, key), undefined, 'the value')
    },
  }),
  keyValueCacheRule({
    id: 'values.invalidate.hold-ends',
    title: 'After holdMs every fill is stored again; with 0 at once',
    why: 'A key that can never be filled again is a miss for ever.',
    async run({ adapter, make, time }) {
      const key = make.name('key')
      const fill = entryOf(make, { key, version: 1 })
      for (const minVersion of [{ minVersion: 5 }, {}]) {
        await invalidate(adapter, { key, ...minVersion, holdMs: 0 })
        ensureEqual(await set(adapter, fill), 'stored', 'a fill after an invalidation that is not held')
        await invalidate(adapter, { key, ...minVersion, holdMs: SHORT_MS })
        const isTaken = async () => (await set(adapter, fill)) === 'stored'
        await time.until(isTaken, 'an invalidation ends', ENDS_WITHIN_MS)
        ensureEqual(await read(adapter, key), cachedOf(fill), 'the value')
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.invalidate.outlives-values',
    title: 'An invalidation is held whether or not a value of its minVersion comes and goes meanwhile',
    why: 'A value that has ended or was removed no longer stands in the way of a late fill.',
    async run({ adapter, make, time }) {
      const [before, after] = [make.name('key'), make.name('key')]
      await store(adapter, make, { key: before, version: 9, ttlMs: SHORT_MS })
      for (const key of [before, after]) await invalidate(adapter, { key, minVersion: 5, holdMs: LONG_MS })
      await store(adapter, make, { key: after, version: 9, ttlMs: SHORT_MS })
      for (const key of [before, after]) {
        const isGone = async () => (await read(adapter, key)) === undefined
        await time.until(isGone, 'the value of the higher version ends', ENDS_WITHIN_MS)
        ensureEqual(await set(adapter, entryOf(make, { key, version: 4 })), 'outdated', 'a late fill')
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.invalidate.adds-up',
    title: 'A later invalidation of a lower version, a shorter hold or none does not weaken one that is held',
    why: 'Notices of two changes arrive in any order.',
    async run({ adapter, make, time }) {
      const weaker = [
        { minVersion: 2, holdMs: LONG_MS },
        { minVersion: 5, holdMs: SHORT_MS },
        { minVersion: 9, holdMs: 0 },
        { holdMs: 0 },
      ]
      for (const second of weaker) {
        const key = make.name('key')
        await invalidate(adapter, { key, minVersion: 5, holdMs: LONG_MS })
        await invalidate(adapter, { key, ...second })
        await time.pass(2 * SHORT_MS)
        ensureEqual(await set(adapter, entryOf(make, { key, version: 4 })), 'outdated', 'a fill of version 4')
      }
      const key = make.name('key')
      await invalidate(adapter, { key, minVersion: 5, holdMs: LONG_MS })
      await invalidate(adapter, { key, minVersion: 8, holdMs: SHORT_MS })
      ensureEqual(await set(adapter, entryOf(make, { key, version: 4 })), 'outdated', 'a fill of version 4')
      const all = make.name('key')
      await invalidate(adapter, { key: all, holdMs: LONG_MS })
      await invalidate(adapter, { key: all, minVersion: 5, holdMs: LONG_MS })
      ensureEqual(await set(adapter, entryOf(make, { key: all, version: 9 })), 'outdated', 'a fill of version 9')
    },
  }),
  keyValueCacheRule({
    id: 'values.invalidate.concurrent',
    title: 'Of fills and an invalidation at once, no outdated value remains',
    why: 'Between removing a value and refusing others a fill would slip through.',
    async run({ adapter, make, random }) {
      for (let round = 0; round < 5; round++) {
        const key = make.name('key')
        const fillers = Array.from({ length: 8 }, () => async () => {
          for (const version of [0, 1, 2, 3, 3]) await set(adapter, entryOf(make, { key, version }))
        })
        const change = () => invalidate(adapter, { key, minVersion: 4, holdMs: LONG_MS })
        await Promise.all(shuffled([...fillers, change], random).map((call) => call()))
        ensure((await read(adapter, key)) === undefined, 'a value below minVersion remains')
      }
    },
  }),
]
