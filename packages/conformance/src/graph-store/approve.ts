import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { countsOf, follow, followEach, relationTo } from './edges'

export const approve = [
  graphStoreRule({
    id: 'graph.approve.pending',
    title: 'approveFollow turns a pending follow into an accepted one, and answers accepted when it is one already',
    why: 'From here the follower gets the posts.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      const edge = { tenant, followerId: a, followeeId: b }
      await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'private' })
      await follow(adapter, tenant, a, b)
      ensureEqual(await adapter.approveFollow(edge), { status: 'approved' }, 'the first approval')
      ensureEqual(await adapter.approveFollow(edge), { status: 'accepted' }, 'the second approval')
      ensureEqual((await relationTo(adapter, tenant, a, b)).follow, 'accepted', 'the follow')
      ensureEqual((await adapter.pendingFollowers({ tenant, userId: b, limit: 5 })).userIds, [], 'pending followers')
      ensureEqual((await adapter.followers({ tenant, userId: b, limit: 5 })).userIds, [a], 'followers')
      ensureEqual((await adapter.followees({ tenant, userId: a, limit: 5 })).userIds, [b], 'followees')
      ensureEqual(await countsOf(adapter, tenant, b), { followers: 1, followees: 0 }, 'counts')
      ensureEqual(await follow(adapter, tenant, a, b), { status: 'accepted', changed: false }, 'a follow afterwards')
    },
  }),
  graphStoreRule({
    id: 'graph.approve.missing',
    title: 'approveFollow answers missing without a follow, and makes none; it is bound to its direction',
    why: 'An approval after a withdrawal must not let anybody in.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = '', c = ''] = make.users(3)
      await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'private' })
      ensureEqual(
        await adapter.approveFollow({ tenant, followerId: a, followeeId: b }),
        { status: 'missing' },
        'without a follow',
      )
      await follow(adapter, tenant, a, b)
      ensureEqual(
        await adapter.approveFollow({ tenant, followerId: b, followeeId: a }),
        { status: 'missing' },
        'the other way round',
      )
      await adapter.unfollow({ tenant, followerId: a, followeeId: b })
      ensureEqual(
        await adapter.approveFollow({ tenant, followerId: a, followeeId: b }),
        { status: 'missing' },
        'after a withdrawal',
      )
      ensureEqual((await relationTo(adapter, tenant, a, b)).follow, 'none', 'the follow')
      await followEach(adapter, tenant, [[a, c]])
      ensureEqual(
        await adapter.approveFollow({ tenant, followerId: a, followeeId: c }),
        { status: 'accepted' },
        'of a public account',
      )
    },
  }),
]
