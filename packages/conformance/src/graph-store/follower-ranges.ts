import fc from 'fast-check'
import { graphStoreRule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { follow, followEach, walk } from './edges'

const changes = fc.array(fc.record({ user: fc.nat(19), present: fc.boolean() }), { maxLength: 4 })

export const followerRanges = [
  graphStoreRule({
    id: 'graph.followers.through',
    title: '`through` is an inclusive upper bound, `after` an exclusive lower one: ranges join without gap or overlap',
    why: 'A chunk of a fan-out that leaves out its last follower loses a post for them.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const userId = make.user()
      await followEach(
        adapter,
        tenant,
        make.users(20).map((fan) => [fan, userId] as const),
      )
      const order = (await adapter.followers({ tenant, userId, limit: 100 })).userIds
      const bounds = [order[4], order[9], order[10], order[19]].filter((bound) => bound !== undefined)
      let after: string | undefined
      const joined: string[] = []
      for (const through of bounds) {
        const from = after === undefined ? {} : { after }
        const range = await walk((on) => adapter.followers({ tenant, userId, through, limit: 3, ...from, ...on }), 3)
        ensureEqual(range.at(-1), through, 'last follower of a range')
        joined.push(...range)
        after = through
      }
      ensureEqual(joined, order, 'all ranges joined')
      const [second = '', fifth = ''] = [order[1], order[4]]
      const page = await adapter.followers({ tenant, userId, after: second, through: fifth, limit: 100 })
      ensureEqual(page, { userIds: order.slice(2, 5) }, 'a range in one page')
      const empty = await adapter.followers({ tenant, userId, after: fifth, through: fifth, limit: 100 })
      ensureEqual(empty, { userIds: [] }, 'an empty range')
    },
  }),
  graphStoreRule({
    id: 'graph.followers.through-gone',
    title: 'A range ends at the same place after its last follower has gone',
    why: 'Chunks are planned once and walked later.',
    async run({ adapter, make }) {
      const tenant = make.tenant()
      const userId = make.user()
      await followEach(
        adapter,
        tenant,
        make.users(12).map((fan) => [fan, userId] as const),
      )
      const order = (await adapter.followers({ tenant, userId, limit: 100 })).userIds
      const [after = '', through = ''] = [order[3], order[8]]
      for (const followerId of [after, through]) await adapter.unfollow({ tenant, followerId, followeeId: userId })
      const range = await walk((on) => adapter.followers({ tenant, userId, after, through, limit: 2, ...on }), 2)
      ensureEqual(range, order.slice(4, 8), 'followers between two who have gone')
    },
  }),
  graphStoreRule({
    id: 'graph.followers.concurrent-changes',
    title: 'Pages of followers cover everyone who is there throughout, once, while others come and go',
    why: 'Large authors gain and lose followers during every fan-out.',
    async run({ adapter, make, check }) {
      await check(
        fc.tuple(fc.array(changes, { maxLength: 12 }), fc.integer({ min: 1, max: 6 })),
        async ([rounds, limit]) => {
          const tenant = make.tenant()
          const userId = make.user()
          const fans = make.users(20)
          const stay = new Set(fans)
          await followEach(
            adapter,
            tenant,
            fans.map((fan) => [fan, userId] as const),
          )
          const left = [...rounds]
          const seen = await walk(
            (after) => adapter.followers({ tenant, userId, limit, ...after }),
            limit,
            async () => {
              for (const { user, present } of left.shift() ?? []) {
                const fan = fans[user] ?? ''
                stay.delete(fan)
                if (present) await follow(adapter, tenant, fan, userId)
                else await adapter.unfollow({ tenant, followerId: fan, followeeId: userId })
              }
            },
          )
          ensureEqual(new Set(seen).size, seen.length, 'number of different followers seen')
          for (const fan of stay) ensure(seen.includes(fan), 'a follower who was there throughout is missing')
        },
      )
    },
  }),
]
