import { keyValueCacheRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { cachedOf, ENDS_WITHIN_MS, entryOf, LONG_MS, read, SHORT_MS, set, store } from './values'

export const life = [
  keyValueCacheRule({
    id: 'values.life.lasts',
    title: 'A value stays for its life, each in a call for its own',
    why: 'A time in the wrong unit, or the shortest of a batch, would make every read a miss.',
    async run({ adapter, make, time }) {
      const [short, long] = [make.name('key'), make.name('key')]
      const entries = [
        entryOf(make, { key: short, ttlMs: SHORT_MS }),
        entryOf(make, { key: long, ttlMs: 60_000 }),
        entryOf(make, { key: make.name('key'), ttlMs: SHORT_MS }),
      ]
      await adapter.setMany({ entries })
      await time.pass(2 * SHORT_MS)
      await time.until(async () => (await read(adapter, short)) === undefined, 'the short life ends', ENDS_WITHIN_MS)
      ensureEqual((await read(adapter, long))?.value, entries[1]?.value, 'the value of a long life')
    },
  }),
  keyValueCacheRule({
    id: 'values.life.ends',
    title: 'A value is absent after its life, however often it is read, and its version with it',
    why: 'A life is how long a mistake may last: reads must not prolong it.',
    async run({ adapter, make, time }) {
      const key = make.name('key')
      await store(adapter, make, { key, version: 9, ttlMs: SHORT_MS })
      await time.until(
        async () => (await read(adapter, key)) === undefined,
        'a value that is read ends',
        ENDS_WITHIN_MS,
      )
      const lower = await store(adapter, make, { key, version: 1 })
      ensureEqual(await read(adapter, key), cachedOf(lower), 'the value of a lower version')
    },
  }),
  keyValueCacheRule({
    id: 'values.life.begins-anew',
    title: 'A value that is stored again has the life given then, longer or shorter',
    why: 'What was just filled is fresh; and what is about to change has to end soon.',
    async run({ adapter, make, time }) {
      const [prolonged, shortened] = [make.name('key'), make.name('key')]
      await store(adapter, make, { key: prolonged, ttlMs: SHORT_MS })
      await store(adapter, make, { key: shortened, ttlMs: LONG_MS })
      const again = await store(adapter, make, { key: prolonged, ttlMs: LONG_MS })
      await store(adapter, make, { key: shortened, ttlMs: SHORT_MS })
      const isGone = async () => (await read(adapter, shortened)) === undefined
      await time.until(isGone, 'a life that was shortened ends', ENDS_WITHIN_MS)
      await time.pass(2 * SHORT_MS)
      ensureEqual(await read(adapter, prolonged), cachedOf(again), 'the value whose life was prolonged')
    },
  }),
  keyValueCacheRule({
    id: 'values.life.not-by-outdated',
    title: 'A fill that is outdated does not prolong the life of what is there',
    why: 'A process that is stuck with an old version would keep the key alive for ever.',
    async run({ adapter, make, time }) {
      const key = make.name('key')
      await store(adapter, make, { key, version: 9, ttlMs: SHORT_MS })
      const fill = entryOf(make, { key, version: 8 })
      const isTaken = async () => (await set(adapter, fill)) === 'stored'
      await time.until(isTaken, 'a value that outdated fills came for ends', ENDS_WITHIN_MS)
    },
  }),
]
