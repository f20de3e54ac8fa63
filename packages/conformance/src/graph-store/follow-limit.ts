import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { countsOf, follow, relationTo } from './edges'

export const followLimit = [
  graphStoreRule({
    id: 'graph.limit.new-edges',
    title: 'A new edge beyond `maxFollowees` is refused; accepted and pending ones count, repeated ones do not',
    why: 'The limit bounds what one read may have to pull, and what one spammer may ask for.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', open = '', closed = '', third = ''] = make.users(4)
      await adapter.setAccountVisibility({ tenant, userId: closed, visibility: 'private' })
      ensureEqual((await follow(adapter, tenant, a, open, 2)).status, 'accepted', 'the first of two')
      ensureEqual((await follow(adapter, tenant, a, closed, 2)).status, 'pending', 'the second of two')
      ensureEqual(await follow(adapter, tenant, a, third, 2), { status: 'limit' }, 'the third of two')
      ensureEqual((await relationTo(adapter, tenant, a, third)).follow, 'none', 'follow that was refused')
      ensureEqual(
        await follow(adapter, tenant, a, open, 2),
        { status: 'accepted', changed: false },
        'repeated at the limit',
      )
      ensureEqual(
        await follow(adapter, tenant, a, closed, 1),
        { status: 'pending', changed: false },
        'repeated above it',
      )
      await adapter.setAccountVisibility({ tenant, userId: closed, visibility: 'public' })
      const turned = await follow(adapter, tenant, a, closed, 1)
      ensureEqual(turned, { status: 'accepted', changed: true }, 'a pending follow that turns accepted above the limit')
    },
  }),
  graphStoreRule({
    id: 'graph.limit.frees',
    title: 'Unfollowing and withdrawing free room under the limit; followers take none',
    why: 'A counter that only grows locks people out.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = '', c = '', closed = ''] = make.users(4)
      await adapter.setAccountVisibility({ tenant, userId: closed, visibility: 'private' })
      await follow(adapter, tenant, b, a)
      for (const followeeId of [b, closed, c, closed, b]) {
        const result = await follow(adapter, tenant, a, followeeId, 1)
        ensureEqual(result.status, followeeId === closed ? 'pending' : 'accepted', 'the only follow')
        await adapter.unfollow({ tenant, followerId: a, followeeId })
      }
    },
  }),
  graphStoreRule({
    id: 'graph.limit.concurrent',
    title: 'Follows at once do not exceed the limit together',
    why: 'Counting before writing lets all of them through.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const a = make.user()
      const results = await Promise.all(make.users(10).map((b) => follow(adapter, tenant, a, b, 3)))
      ensureEqual(results.filter(({ status }) => status === 'accepted').length, 3, 'number of accepted follows')
      ensureEqual((await countsOf(adapter, tenant, a)).followees, 3, 'number of followees')
    },
  }),
]
