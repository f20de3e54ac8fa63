import { shuffled } from '../kit/random'
import { keyValueCacheRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { cachedOf, entryOf, HIGHEST_VERSION, read, readAll, store } from './values'

export const getAndSet = [
  keyValueCacheRule({
    id: 'values.set.stored',
    title: 'setMany stores bytes and version under a key, and every read that begins afterwards finds both',
    why: 'Whoever fills the cache is the first to read it.',
    async run({ adapter, make }) {
      const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      for (const value of [everyByte, new Uint8Array(), make.bytes(65_536)]) {
        for (const version of [0, 1, HIGHEST_VERSION]) {
          const entry = await store(adapter, make, { key: make.name('key'), value, version })
          const what = `${value.length} bytes of version ${version}`
          ensureEqual(await read(adapter, entry.key), cachedOf(entry), what)
        }
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.get.many',
    title:
      'getMany answers every stored value among hundreds of keys, whatever their order, also for a key asked twice',
    why: 'A page is hydrated by one call; the last of a batch is the one that gets lost.',
    async run({ adapter, make, random }) {
      const entries = Array.from({ length: 600 }, (_, version) => entryOf(make, { key: make.name('key'), version }))
      const half = entries.filter((_, index) => index % 2 === 0)
      await adapter.setMany({ entries: half })
      const keys = shuffled([...entries, ...entries.slice(0, 40)], random).map(({ key }) => key)
      const expected = new Map(half.map((entry) => [entry.key, cachedOf(entry)]))
      ensureEqual(await readAll(adapter, keys), expected, 'the values')
    },
  }),
  keyValueCacheRule({
    id: 'values.get.absent',
    title: 'Keys without a value are left out, without being called failed; no keys give an empty map',
    why: 'Absent is told from unreachable, and neither is an empty value.',
    async run({ adapter, make }) {
      ensureEqual(await readAll(adapter, [make.name('key'), make.name('key')]), new Map(), 'values of unknown keys')
      ensureEqual(await readAll(adapter, []), new Map(), 'values of no keys')
    },
  }),
  keyValueCacheRule({
    id: 'values.set.many',
    title: 'setMany answers one status per entry, in order, among hundreds, each by its own key',
    why: 'Whoever fills matches statuses with entries by their place.',
    async run({ adapter, make }) {
      const keys = Array.from({ length: 600 }, () => make.name('key'))
      const newer = keys.filter((_, index) => index % 3 === 0)
      await adapter.setMany({ entries: newer.map((key) => entryOf(make, { key, version: 7 })) })
      const entries = keys.map((key) => entryOf(make, { key, version: 6 }))
      const expected = keys.map((_, index) => (index % 3 === 0 ? 'outdated' : 'stored'))
      ensureEqual(await adapter.setMany({ entries }), expected, 'the statuses')
      const values = await readAll(adapter, keys)
      for (const [index, entry] of entries.entries()) {
        if (index % 3 !== 0) ensureEqual(values.get(entry.key), cachedOf(entry), `the value at place ${index}`)
        else ensureEqual(values.get(entry.key)?.version, 7, `the version at place ${index}`)
      }
      ensureEqual(await adapter.setMany({ entries: [] }), [], 'statuses of no entries')
    },
  }),
  keyValueCacheRule({
    id: 'values.set.in-order',
    title: 'A key that comes several times in one setMany is taken in the order given',
    why: 'Fills are collected into batches; the last word has to be the last one said.',
    async run({ adapter, make }) {
      const key = make.name('key')
      const entries = [2, 5, 5, 4].map((version) => entryOf(make, { key, version }))
      const others = Array.from({ length: 20 }, () => entryOf(make, { key: make.name('key') }))
      const statuses = await adapter.setMany({ entries: [...others, ...entries] })
      ensureEqual(statuses.slice(20), ['stored', 'stored', 'stored', 'outdated'], 'statuses of the one key')
      ensureEqual(await read(adapter, key), { value: entries[2]?.value, version: 5 }, 'the value')
    },
  }),
]
