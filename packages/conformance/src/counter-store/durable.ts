import { counterStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { apply, memberChange, NONE, readOne, view } from './counters'

export const durable = counterStoreRule({
  id: 'counters.durable',
  requires: 'durable',
  title: 'Another adapter over the same data counts on from where the first one is, and after it closed',
  why: 'Every worker process counts, and all of them count the same thing.',
  async run({ adapter, harness, make }) {
    ensure(harness.reopen !== undefined, 'the harness of a durable adapter has to offer reopen')
    const other = await harness.reopen()
    try {
      const [tenant, post, member] = [make.tenant(), make.name('post'), make.user()]
      const changes = [memberChange(post, member), view(post, make.name('event'))]
      await apply(adapter, tenant, changes)
      for (const isClosed of [false, true]) {
        if (isClosed) await adapter.close()
        ensureEqual(await apply(other.adapter, tenant, changes), ['known', 'known'], 'told again to the other adapter')
        const expected = { counts: { ...NONE, likes: 1, views: 1 }, liked: true }
        ensureEqual(await readOne(other.adapter, tenant, post, member), expected, 'the counters at the other adapter')
      }
    } finally {
      await other.close()
    }
  },
})
