import { graphStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { followEach, relationsOf, STRANGER } from './edges'

export const durable = graphStoreRule({
  id: 'graph.durable',
  requires: 'durable',
  title: 'Another adapter over the same data sees follows, blocks and marks at once, and after the first one closed',
  why: 'A pulled post is stored only after its mark: a mark that dies with its process loses the post.',
  async run({ adapter, harness, make }) {
    ensure(harness.reopen !== undefined, 'the harness of a durable adapter has to offer reopen')
    const tenant = make.tenant()
    const [viewerId = '', author = '', blocked = ''] = make.users(3)
    const position = make.position()
    await followEach(adapter, tenant, [[viewerId, author]])
    await adapter.block({ tenant, userId: viewerId, targetId: blocked })
    await adapter.recordDelivery({ tenant, authorId: author, pulled: { belowClass: 4, position } })
    const other = await harness.reopen()
    try {
      for (const close of [() => Promise.resolve(), () => adapter.close()]) {
        await close()
        const answer = await relationsOf(other.adapter, { tenant, viewerId, authorIds: [blocked, author] })
        ensureEqual(answer.relations.get(blocked), { ...STRANGER, blocking: true }, 'the block')
        ensureEqual(answer.relations.get(author), { ...STRANGER, follow: 'accepted' }, 'the follow')
        ensureEqual(answer.pullAuthors, [{ authorId: author, pulledUpTo: position }], 'the mark')
      }
    } finally {
      await other.close()
    }
  },
})
