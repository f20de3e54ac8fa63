import { postStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { create, ensureStored, put, remove } from './posts'

export const durable = postStoreRule({
  id: 'posts.durable',
  requires: 'durable',
  title: 'Another adapter over the same data sees posts, keys and tombstones at once, and after the first one closed',
  why: 'An acknowledged post survives the process that acknowledged it.',
  async run({ adapter, harness, make }) {
    ensure(harness.reopen !== undefined, 'the harness of a durable adapter has to offer reopen')
    const tenant = make.tenant()
    const kept = await create(adapter, tenant, make.post(), { idempotencyKey: 'key' })
    const gone = await create(adapter, tenant, make.post())
    await remove(adapter, tenant, gone)
    const other = await harness.reopen()
    try {
      await ensureStored(other.adapter, tenant, kept, 'the post in the other adapter')
      await adapter.close()
      await ensureStored(other.adapter, tenant, kept, 'the post after the first adapter closed')
      ensureEqual(await put(other.adapter, tenant, gone), { status: 'gone' }, 'put of the deleted id')
      const retry = make.post({ authorId: kept.authorId })
      const result = await put(other.adapter, tenant, retry, { idempotencyKey: 'key' })
      ensureEqual(result, { status: 'exists', post: kept }, 'put under the key')
    } finally {
      await other.close()
    }
  },
})
