import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { countsOf, follow, followEach, relationTo } from './edges'

export const unfollow = [
  graphStoreRule({
    id: 'graph.unfollow.removes',
    title: 'unfollow removes a follow in its direction, answers removed once, and does nothing without one',
    why: 'Buttons are pressed twice, and calls retried.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      const edge = { tenant, followerId: a, followeeId: b }
      ensureEqual(await adapter.unfollow(edge), { removed: false }, 'unfollow without a follow')
      await followEach(adapter, tenant, [
        [a, b],
        [b, a],
      ])
      ensureEqual(await adapter.unfollow(edge), { removed: true }, 'the first unfollow')
      ensureEqual(await adapter.unfollow(edge), { removed: false }, 'the second unfollow')
      ensureEqual((await relationTo(adapter, tenant, a, b)).follow, 'none', 'the follow that was removed')
      ensureEqual((await relationTo(adapter, tenant, b, a)).follow, 'accepted', 'the follow the other way round')
      ensureEqual(await countsOf(adapter, tenant, a), { followers: 1, followees: 0 }, 'counts')
      ensureEqual((await adapter.followers({ tenant, userId: b, limit: 5 })).userIds, [], 'followers')
    },
  }),
  graphStoreRule({
    id: 'graph.unfollow.pending',
    title: 'unfollow withdraws a pending follow',
    why: 'It is also how an account rejects one.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'private' })
      await follow(adapter, tenant, a, b)
      ensureEqual(await adapter.unfollow({ tenant, followerId: a, followeeId: b }), { removed: true }, 'unfollow')
      ensureEqual((await adapter.pendingFollowers({ tenant, userId: b, limit: 5 })).userIds, [], 'pending followers')
      ensureEqual((await relationTo(adapter, tenant, a, b)).follow, 'none', 'the follow')
      ensureEqual(await countsOf(adapter, tenant, b), { followers: 0, followees: 0 }, 'counts')
      ensureEqual(await follow(adapter, tenant, a, b), { status: 'pending', changed: true }, 'a follow afterwards')
    },
  }),
]
