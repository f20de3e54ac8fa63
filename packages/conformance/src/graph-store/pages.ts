import type { EdgePage, EdgePageParams, GraphStore, TenantId, UserId } from '@feed-engine/core'
import { AWKWARD_IDS } from '../common/awkward-ids'
import { type ContextOf, graphStoreRule, type Rule } from '../kit/rule'
import { ensure, ensureEqual } from '../kit/violation'
import { follow, followEach, sorted, walk } from './edges'

interface Listing {
  readonly method: 'followers' | 'followees' | 'pendingFollowers'
  readonly read: (graph: GraphStore, params: EdgePageParams) => Promise<EdgePage>
  /** Makes the other user appear in the listing of the user. */
  readonly add: (graph: GraphStore, params: { tenant: TenantId; userId: UserId; other: UserId }) => Promise<unknown>
  readonly remove: (graph: GraphStore, params: { tenant: TenantId; userId: UserId; other: UserId }) => Promise<unknown>
}

const listings: readonly Listing[] = [
  {
    method: 'followers',
    read: (graph, params) => graph.followers(params),
    add: (graph, { tenant, userId, other }) => follow(graph, tenant, other, userId),
    remove: (graph, { tenant, userId, other }) => graph.unfollow({ tenant, followerId: other, followeeId: userId }),
  },
  {
    method: 'followees',
    read: (graph, params) => graph.followees(params),
    add: (graph, { tenant, userId, other }) => follow(graph, tenant, userId, other),
    remove: (graph, { tenant, userId, other }) => graph.unfollow({ tenant, followerId: userId, followeeId: other }),
  },
  {
    method: 'pendingFollowers',
    read: (graph, params) => graph.pendingFollowers(params),
    add: async (graph, { tenant, userId, other }) => {
      await graph.setAccountVisibility({ tenant, userId, visibility: 'private' })
      await follow(graph, tenant, other, userId)
    },
    remove: (graph, { tenant, userId, other }) => graph.unfollow({ tenant, followerId: other, followeeId: userId }),
  },
]

export const pages: readonly Rule<'graphStore'>[] = listings.flatMap((listing) => [
  graphStoreRule({
    id: `graph.${listing.method}.pages`,
    title: `Pages of ${listing.method} hold everyone once, in one fixed order, whatever the limit; next is absent at the end`,
    why: 'A fan-out that misses the last page misses people.',
    run: (context) => checkPages(context, listing),
  }),
  graphStoreRule({
    id: `graph.${listing.method}.after-gone`,
    title: `Paging ${listing.method} goes on behind a user who has gone in the meantime`,
    why: 'An offset, or a cursor that has to exist, would skip someone or fail.',
    run: (context) => checkAfterGone(context, listing),
  }),
])

async function checkPages({ adapter, make }: ContextOf<'graphStore'>, { read, add, method }: Listing): Promise<void> {
  const tenant = make.tenant()
  const userId = make.user()
  const others = [...make.users(20), ...AWKWARD_IDS]
  for (const other of others) await add(adapter, { tenant, userId, other })
  const all = (limit: number) =>
    walk(async (after) => {
      const page = await read(adapter, { tenant, userId, limit, ...after })
      ensure(page.userIds.length > 0 || page.next !== undefined, 'next has to be absent at the end')
      return page
    }, limit)
  const order = await all(1_000)
  ensureEqual(sorted(order), sorted(others), `everyone in one page of ${method}`)
  for (const limit of [1, 3, others.length - 1, others.length])
    ensureEqual(await all(limit), order, `pages of ${limit}`)
  for (const [index, after] of order.entries()) {
    const { userIds } = await read(adapter, { tenant, userId, after, limit: 2 })
    ensureEqual(userIds, order.slice(index + 1, index + 3), `${method} after user ${index + 1} of ${order.length}`)
  }
  ensureEqual(await read(adapter, { tenant, userId: make.user(), limit: 5 }), { userIds: [] }, `${method} of nobody`)
}

async function checkAfterGone(
  { adapter, make }: ContextOf<'graphStore'>,
  { read, add, remove, method }: Listing,
): Promise<void> {
  const tenant = make.tenant()
  const userId = make.user()
  const others = make.users(12)
  for (const other of others) await add(adapter, { tenant, userId, other })
  const order = (await read(adapter, { tenant, userId, limit: 100 })).userIds
  const gone = new Set<UserId>()
  const seen = await walk(
    (after) => read(adapter, { tenant, userId, limit: 3, ...after }),
    3,
    async ({ next, userIds }) => {
      for (const other of new Set([next, userIds.at(-1), userIds[0]])) {
        if (other === undefined || !order.includes(other)) continue
        gone.add(other)
        await remove(adapter, { tenant, userId, other })
      }
    },
  )
  const stayed = order.filter((other) => !gone.has(other))
  ensureEqual(
    seen.filter((other) => !gone.has(other)),
    stayed,
    `${method} who were there throughout`,
  )
  ensure(gone.size > 3, 'users left while pages were read')
}

export const orderKept = graphStoreRule({
  id: 'graph.followees.order-kept',
  title: 'The order of a listing does not depend on when its users came',
  why: 'A page that is read again after a change has to go on where it was.',
  async run({ adapter, make }) {
    const tenant = make.tenant()
    const userId = make.user()
    const others = make.users(10)
    await followEach(
      adapter,
      tenant,
      others.map((other) => [userId, other] as const),
    )
    const order = (await adapter.followees({ tenant, userId, limit: 100 })).userIds
    for (const other of [others[0] ?? '', others[5] ?? '']) {
      await adapter.unfollow({ tenant, followerId: userId, followeeId: other })
      await follow(adapter, tenant, userId, other)
    }
    ensureEqual((await adapter.followees({ tenant, userId, limit: 100 })).userIds, order, 'order after two came anew')
  },
})
