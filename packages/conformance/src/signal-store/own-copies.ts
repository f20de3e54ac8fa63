import { signalStoreRule } from '../kit/rule'
import { ensureEntries, NOW_MS, Vector } from './vectors'

export const ownCopies = signalStoreRule({
  id: 'signals.own-copies',
  title: 'What callers do to updates and entries after a call changes nothing in the store',
  why: 'One reader would rank by what another one scribbled on.',
  async run({ adapter, make }) {
    const vector = new Vector(adapter, make)
    const changes = [{ key: 'a', weight: 2 }]
    const updates = [vector.update({ changes })]
    await vector.record(...updates)
    Object.assign(changes[0] ?? {}, { key: 'b', weight: 9 })
    changes.push({ key: 'c', weight: 1 })
    updates.length = 0
    for (let round = 0; round < 2; round++) {
      const found = await vector.read()
      ensureEntries(found, [{ key: 'a', value: 2, atMs: NOW_MS }], 'the vector')
      const [entry] = found
      if (entry !== undefined && !Object.isFrozen(entry)) Object.assign(entry, { value: 9, atMs: 0 })
      if (!Object.isFrozen(found)) Object.assign(found, { length: 0 })
    }
  },
})
