import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { countsOf, follow, followEach, relationTo } from './edges'

export const followRules = [
  graphStoreRule({
    id: 'graph.follow.public',
    title: 'A follow of a public account is accepted at once, in one direction, and seen by every read afterwards',
    why: 'The followee\u2019s posts are in every timeline read from now on.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      await followEach(adapter, tenant, [[a, b]])
      ensureEqual((await relationTo(adapter, tenant, a, b)).follow, 'accepted', 'follow of the follower')
      ensureEqual((await relationTo(adapter, tenant, b, a)).follow, 'none', 'follow of the followee')
      ensureEqual((await adapter.followers({ tenant, userId: b, limit: 5 })).userIds, [a], 'followers')
      ensureEqual((await adapter.followees({ tenant, userId: a, limit: 5 })).userIds, [b], 'followees')
      ensureEqual((await adapter.followers({ tenant, userId: a, limit: 5 })).userIds, [], 'followers of the follower')
    },
  }),
  graphStoreRule({
    id: 'graph.follow.idempotent',
    title: 'A repeated follow answers changed: false and counts once, accepted or pending',
    why: 'Buttons are pressed twice, and calls retried.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', open = '', closed = ''] = make.users(3)
      await adapter.setAccountVisibility({ tenant, userId: closed, visibility: 'private' })
      for (const changed of [true, false, false]) {
        ensureEqual(
          await follow(adapter, tenant, a, open),
          { status: 'accepted', changed },
          'follow of a public account',
        )
        ensureEqual(
          await follow(adapter, tenant, a, closed),
          { status: 'pending', changed },
          'follow of a private account',
        )
      }
      ensureEqual(await countsOf(adapter, tenant, a), { followers: 0, followees: 1 }, 'counts of the follower')
      ensureEqual(await countsOf(adapter, tenant, open), { followers: 1, followees: 0 }, 'counts of the followee')
    },
  }),
  graphStoreRule({
    id: 'graph.follow.pending',
    title: 'A follow of a private account is pending: no follower, no followee, not counted',
    why: 'Posts of private accounts are for those whom the account has let in.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'private' })
      ensureEqual(
        await follow(adapter, tenant, a, b),
        { status: 'pending', changed: true },
        'follow of a private account',
      )
      ensureEqual((await relationTo(adapter, tenant, a, b)).follow, 'pending', 'follow of the follower')
      ensureEqual((await adapter.followers({ tenant, userId: b, limit: 5 })).userIds, [], 'followers')
      ensureEqual((await adapter.followees({ tenant, userId: a, limit: 5 })).userIds, [], 'followees')
      ensureEqual((await adapter.pendingFollowers({ tenant, userId: b, limit: 5 })).userIds, [a], 'pending followers')
      ensureEqual(await countsOf(adapter, tenant, b), { followers: 0, followees: 0 }, 'counts of the private account')
      ensureEqual(await countsOf(adapter, tenant, a), { followers: 0, followees: 0 }, 'counts of the one who waits')
    },
  }),
  graphStoreRule({
    id: 'graph.follow.pending-turns-accepted',
    title: 'A follow that is pending becomes accepted by following again once the account is public',
    why: 'Otherwise it would wait for an approval that nobody has to give.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'private' })
      await follow(adapter, tenant, a, b)
      await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'public' })
      ensureEqual((await relationTo(adapter, tenant, a, b)).follow, 'pending', 'follow before it is repeated')
      ensureEqual(await follow(adapter, tenant, a, b), { status: 'accepted', changed: true }, 'the repeated follow')
      ensureEqual((await adapter.pendingFollowers({ tenant, userId: b, limit: 5 })).userIds, [], 'pending followers')
      ensureEqual((await adapter.followers({ tenant, userId: b, limit: 5 })).userIds, [a], 'followers')
      ensureEqual(await countsOf(adapter, tenant, b), { followers: 1, followees: 0 }, 'counts')
    },
  }),
  graphStoreRule({
    id: 'graph.follow.accepted-stays',
    title: 'An accepted follow stays accepted when the account turns private, also when it is repeated',
    why: 'Turning private must not throw out the followers one has.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      await followEach(adapter, tenant, [[a, b]])
      await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'private' })
      ensureEqual(await follow(adapter, tenant, a, b), { status: 'accepted', changed: false }, 'the repeated follow')
      ensureEqual((await adapter.followers({ tenant, userId: b, limit: 5 })).userIds, [a], 'followers')
    },
  }),
  graphStoreRule({
    id: 'graph.follow.concurrent',
    title: 'Of the same follow many times at once, one changed something, and it counts once',
    why: 'Counters that are raised beside the edge run away.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      const results = await Promise.all(Array.from({ length: 8 }, () => follow(adapter, tenant, a, b)))
      const changes = results.filter((result) => result.status === 'accepted' && result.changed)
      ensureEqual(changes.length, 1, 'number of follows that changed something')
      ensureEqual(await countsOf(adapter, tenant, b), { followers: 1, followees: 0 }, 'counts')
      const ends = await Promise.all(
        Array.from({ length: 8 }, () => adapter.unfollow({ tenant, followerId: a, followeeId: b })),
      )
      ensureEqual(ends.filter(({ removed }) => removed).length, 1, 'number of unfollows that removed something')
      ensureEqual(await countsOf(adapter, tenant, b), { followers: 0, followees: 0 }, 'counts afterwards')
    },
  }),
]
