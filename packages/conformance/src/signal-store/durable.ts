import { signalStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { ensureEntries, NOW_MS, Vector } from './vectors'

export const durable = signalStoreRule({
  id: 'signals.durable',
  requires: 'durable',
  title: 'Another adapter over the same data sees vectors, and which events they counted, at once and after a close',
  why: 'Workers learn what readers in other processes rank by, and take over from each other.',
  async run({ adapter, harness, make }) {
    ensure(harness.reopen !== undefined, 'the harness of a durable adapter has to offer reopen')
    const other = await harness.reopen()
    try {
      const vector = new Vector(adapter, make)
      const there = new Vector(other.adapter, make, { ...vector.subject, tenant: vector.tenant })
      const update = vector.update({ changes: [{ key: 'a', weight: 2 }] })
      await vector.record(update)
      for (const isClosed of [false, true]) {
        if (isClosed) await adapter.close()
        ensureEntries(await there.read(), [{ key: 'a', value: 2, atMs: NOW_MS }], 'the vector at the other adapter')
        ensureEqual(await there.record(update), ['duplicate'], 'the answer to the event at the other adapter')
      }
    } finally {
      await other.close()
    }
  },
})
