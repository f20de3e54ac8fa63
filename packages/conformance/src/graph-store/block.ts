import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { countsOf, follow, followEach, relationTo, STRANGER } from './edges'

export const block = [
  graphStoreRule({
    id: 'graph.block.ends-follows',
    title: 'block removes the follows between the two, both ways, accepted and pending, and no others',
    why: 'Whoever is blocked must not go on reading, and must not count as a follower.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = '', c = ''] = make.users(3)
      await followEach(adapter, tenant, [
        [a, b],
        [a, c],
        [c, b],
      ])
      await adapter.setAccountVisibility({ tenant, userId: a, visibility: 'private' })
      await follow(adapter, tenant, b, a)
      await follow(adapter, tenant, c, a)
      await adapter.block({ tenant, userId: a, targetId: b })
      ensureEqual(await relationTo(adapter, tenant, a, b), { ...STRANGER, blocking: true }, 'relation of the blocker')
      const blocked = { ...STRANGER, blockedBy: true, account: 'private' }
      ensureEqual(await relationTo(adapter, tenant, b, a), blocked, 'relation of the blocked')
      ensureEqual((await adapter.pendingFollowers({ tenant, userId: a, limit: 5 })).userIds, [c], 'pending followers')
      ensureEqual((await adapter.followees({ tenant, userId: a, limit: 5 })).userIds, [c], 'followees')
      ensureEqual((await adapter.followers({ tenant, userId: b, limit: 5 })).userIds, [c], 'followers of the blocked')
      ensureEqual(await countsOf(adapter, tenant, a), { followers: 0, followees: 1 }, 'counts of the blocker')
      ensureEqual(await countsOf(adapter, tenant, b), { followers: 1, followees: 0 }, 'counts of the blocked')
    },
  }),
  graphStoreRule({
    id: 'graph.block.ends-reverse-follow',
    title: 'block removes an accepted follow of the blocker by the blocked',
    why: 'That is the one that matters to the blocker.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      await followEach(adapter, tenant, [[b, a]])
      await adapter.block({ tenant, userId: a, targetId: b })
      ensureEqual((await relationTo(adapter, tenant, b, a)).follow, 'none', 'follow of the blocked')
      ensureEqual((await adapter.followers({ tenant, userId: a, limit: 5 })).userIds, [], 'followers of the blocker')
      ensureEqual(await countsOf(adapter, tenant, b), { followers: 0, followees: 0 }, 'counts of the blocked')
    },
  }),
  graphStoreRule({
    id: 'graph.block.refuses-follows',
    title: 'While either blocks the other, follows are refused both ways, also of private accounts',
    why: 'A block that can be followed around is none.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      await adapter.block({ tenant, userId: a, targetId: b })
      ensureEqual(await follow(adapter, tenant, b, a), { status: 'blocked' }, 'follow by the blocked')
      ensureEqual(await follow(adapter, tenant, a, b), { status: 'blocked' }, 'follow by the blocker')
      await adapter.setAccountVisibility({ tenant, userId: a, visibility: 'private' })
      ensureEqual(await follow(adapter, tenant, b, a), { status: 'blocked' }, 'follow of a private account')
      ensureEqual((await adapter.pendingFollowers({ tenant, userId: a, limit: 5 })).userIds, [], 'pending followers')
      ensureEqual(
        await adapter.approveFollow({ tenant, followerId: b, followeeId: a }),
        { status: 'missing' },
        'approval',
      )
    },
  }),
  graphStoreRule({
    id: 'graph.block.directed',
    title: 'A block has a direction, is idempotent, and ends by itself alone: of two, the other one stays',
    why: 'Unblocking somebody must not lift their block.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      const seen = async (blocking: boolean, blockedBy: boolean, when: string) => {
        const relation = await relationTo(adapter, tenant, a, b)
        ensureEqual(relation, { ...STRANGER, blocking, blockedBy }, `relation ${when}`)
        const reverse = await relationTo(adapter, tenant, b, a)
        ensureEqual(reverse, { ...STRANGER, blocking: blockedBy, blockedBy: blocking }, `reverse relation ${when}`)
      }
      await adapter.unblock({ tenant, userId: a, targetId: b })
      await seen(false, false, 'after an unblock without a block')
      await adapter.block({ tenant, userId: a, targetId: b })
      await adapter.block({ tenant, userId: a, targetId: b })
      await seen(true, false, 'after a block')
      await adapter.block({ tenant, userId: b, targetId: a })
      await seen(true, true, 'after a block both ways')
      await adapter.unblock({ tenant, userId: a, targetId: b })
      await seen(false, true, 'after one of two was lifted')
      ensureEqual(await follow(adapter, tenant, a, b), { status: 'blocked' }, 'follow while the other block stays')
      await adapter.unblock({ tenant, userId: b, targetId: a })
      await seen(false, false, 'after both were lifted')
    },
  }),
  graphStoreRule({
    id: 'graph.unblock.restores-nothing',
    title: 'unblock brings no follow back; following anew works',
    why: 'People would follow, and be followed, without having asked.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const [a = '', b = ''] = make.users(2)
      await followEach(adapter, tenant, [
        [a, b],
        [b, a],
      ])
      await adapter.block({ tenant, userId: a, targetId: b })
      await adapter.unblock({ tenant, userId: a, targetId: b })
      ensureEqual(await relationTo(adapter, tenant, a, b), STRANGER, 'relation of the former blocker')
      ensureEqual(await relationTo(adapter, tenant, b, a), STRANGER, 'relation of the formerly blocked')
      ensureEqual(await countsOf(adapter, tenant, a), { followers: 0, followees: 0 }, 'counts')
      await followEach(adapter, tenant, [[b, a]])
    },
  }),
]
