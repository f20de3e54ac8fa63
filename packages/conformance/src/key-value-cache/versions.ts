import { shuffled } from '../kit/random'
import { keyValueCacheRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { cachedOf, entryOf, HIGHEST_VERSION, read, set, store } from './values'

export const versions = [
  keyValueCacheRule({
    id: 'values.version.higher-stays',
    title: 'A value is not replaced by one of a lower version: setMany answers outdated and changes nothing',
    why: 'A fill that read before an edit and arrives after it would bring the old text back.',
    async run({ adapter, make }) {
      const entry = await store(adapter, make, { key: make.name('key'), version: 3 })
      for (const version of [2, 1, 0]) {
        ensureEqual(await set(adapter, entryOf(make, { key: entry.key, version })), 'outdated', 'answer of setMany')
        ensureEqual(await read(adapter, entry.key), cachedOf(entry), 'the value')
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.version.replaces',
    title: 'A value is replaced by one of the same or a higher version, 0 included',
    why: 'What has no versions has 0 for ever, and still changes.',
    async run({ adapter, make }) {
      const key = make.name('key')
      for (const version of [0, 0, 1, 1, 5]) {
        const entry = await store(adapter, make, { key, version, value: make.bytes(1 + version) })
        ensureEqual(await read(adapter, key), cachedOf(entry), `the value after version ${version}`)
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.version.exact',
    title: 'Versions up to 2^53 − 1 are compared and kept exactly',
    why: 'Versions may be times or ids: as texts or in 32 bits they are in another order.',
    async run({ adapter, make, random }) {
      const rising = [9, 10, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, HIGHEST_VERSION - 1, HIGHEST_VERSION]
      const key = make.name('key')
      let highest = -1
      for (const version of [...rising.slice(0, 4), ...shuffled(rising, random), ...rising]) {
        const expected = version >= highest ? 'stored' : 'outdated'
        const status = await set(adapter, entryOf(make, { key, version }))
        ensureEqual(status, expected, `answer of setMany at version ${version} over ${highest}`)
        highest = Math.max(highest, version)
        ensureEqual((await read(adapter, key))?.version, highest, 'the version')
      }
    },
  }),
  keyValueCacheRule({
    id: 'values.version.concurrent',
    title: 'Of fills at once the one of the highest version stays',
    why: 'A comparison before the write lets the slower of two processes win.',
    async run({ adapter, make, random }) {
      for (let round = 0; round < 5; round++) {
        const key = make.name('key')
        const entries = Array.from({ length: 20 }, (_, version) => entryOf(make, { key, version }))
        await Promise.all(shuffled(entries, random).map((entry) => set(adapter, entry)))
        ensureEqual(await read(adapter, key), { value: entries[19]?.value, version: 19 }, 'the value')
      }
    },
  }),
]
