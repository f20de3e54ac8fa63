import { keyValueCacheRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { acquire, cachedOf, entryOf, invalidate, LONG_MS, read, set, store } from './values'

export const durable = keyValueCacheRule({
  id: 'values.durable',
  requires: 'durable',
  title: 'Another adapter over the same data sees values, invalidations and leases at once, and after a close',
  why: 'Processes share one cache: what one of them invalidates must not be served by another.',
  async run({ adapter, harness, make }) {
    ensure(harness.reopen !== undefined, 'the harness of a durable adapter has to offer reopen')
    const other = await harness.reopen()
    try {
      const [holder, somebody] = [make.name('holder'), make.name('holder')]
      const [kept, changed] = [make.name('key'), make.name('key')]
      const entry = await store(adapter, make, { key: kept, version: 2 })
      await store(other.adapter, make, { key: changed, version: 2 })
      await invalidate(adapter, { key: changed, minVersion: 3, holdMs: LONG_MS })
      await acquire(adapter, { key: kept, holder })
      for (const isClosed of [false, true]) {
        if (isClosed) await adapter.close()
        ensureEqual(await read(other.adapter, kept), cachedOf(entry), 'the value at the other adapter')
        ensureEqual(await read(other.adapter, changed), undefined, 'the value that was invalidated')
        const late = entryOf(make, { key: changed, version: 2 })
        ensureEqual(await set(other.adapter, late), 'outdated', 'a late fill at the other adapter')
        const { acquired } = await acquire(other.adapter, { key: kept, holder: somebody })
        ensureEqual(acquired, false, 'whether the other adapter gets the lease')
      }
    } finally {
      await other.close()
    }
  },
})
