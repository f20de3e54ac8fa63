import { keyValueCacheRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { entryOf, read, readAll } from './values'

export const ownCopies = keyValueCacheRule({
  id: 'values.own-copies',
  title: 'What callers do to entries and values after a call changes nothing in the cache',
  why: 'Buffers are used again, and one reader would see what another one scribbled on.',
  async run({ adapter, make }) {
    const key = make.name('key')
    const value = make.bytes(12)
    const entry = entryOf(make, { key, value: value.slice(), version: 4 })
    const entries = [entry]
    await adapter.setMany({ entries })
    entry.value.fill(0)
    Object.assign(entry, { version: 9, key: make.name('key') })
    entries.length = 0
    for (let round = 0; round < 2; round++) {
      const found = await read(adapter, key)
      ensureEqual(found, { value, version: 4 }, 'the value')
      found?.value.fill(0)
      if (found !== undefined && !Object.isFrozen(found)) Object.assign(found, { version: 9 })
    }
    const [one, other] = [await readAll(adapter, [key, key]), await readAll(adapter, [key])]
    one.get(key)?.value.fill(0)
    ensureEqual(other.get(key)?.value, value, 'the value of another read')
  },
})
