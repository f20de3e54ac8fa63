import type {
  EdgePage,
  FollowResult,
  GraphStore,
  Relation,
  TenantId,
  UserId,
  ViewerRelations,
  ViewerRelationsParams,
} from '@feed-engine/core'
import { ensure, ensureEqual } from '../kit/violation'

export const STRANGER: Relation = {
  follow: 'none',
  blocking: false,
  blockedBy: false,
  muting: false,
  account: 'public',
}

export function follow(
  graph: GraphStore,
  tenant: TenantId,
  followerId: UserId,
  followeeId: UserId,
  maxFollowees = 10_000,
): Promise<FollowResult> {
  return graph.follow({ tenant, followerId, followeeId, maxFollowees })
}

/** Follows of public accounts that have to be accepted. */
export async function followEach(
  graph: GraphStore,
  tenant: TenantId,
  pairs: Iterable<readonly [follower: UserId, followee: UserId]>,
): Promise<void> {
  for (const [followerId, followeeId] of pairs) {
    const result = await follow(graph, tenant, followerId, followeeId)
    ensureEqual(result, { status: 'accepted', changed: true }, 'a first follow of a public account')
  }
}

export function relationsOf(
  graph: GraphStore,
  params: Pick<ViewerRelationsParams, 'tenant' | 'viewerId'> & Partial<ViewerRelationsParams>,
): Promise<ViewerRelations> {
  return graph.viewerRelations({ authorIds: [], readerClass: 0, newFolloweesLimit: 1_000, ...params })
}

/** The viewer's graph version: every follow accepted from here on is above it. */
export async function versionOf(graph: GraphStore, tenant: TenantId, viewerId: UserId): Promise<number> {
  return (await relationsOf(graph, { tenant, viewerId })).graphVersion
}

export async function relationTo(
  graph: GraphStore,
  tenant: TenantId,
  viewerId: UserId,
  authorId: UserId,
): Promise<Relation> {
  const relation = (await relationsOf(graph, { tenant, viewerId, authorIds: [authorId] })).relations.get(authorId)
  ensure(relation !== undefined, 'an author that was asked for has to have a relation')
  return relation
}

export async function countsOf(
  graph: GraphStore,
  tenant: TenantId,
  userId: UserId,
): Promise<{ readonly followers: number; readonly followees: number }> {
  const counts = (await graph.counts({ tenant, userIds: [userId] })).get(userId)
  ensure(counts !== undefined, 'a user that was asked for has to have counts')
  return counts
}

/** Walks every page; each is checked against the limit, and the walk against going in circles. */
export async function walk(
  read: (after: { readonly after?: UserId }) => Promise<EdgePage>,
  limit: number,
  between: (page: EdgePage) => Promise<void> = () => Promise.resolve(),
): Promise<UserId[]> {
  const all: UserId[] = []
  const cursors = new Set<UserId>()
  let page = await read({})
  for (;;) {
    ensure(page.userIds.length <= limit, `a page has ${page.userIds.length} users, more than the limit ${limit}`)
    all.push(...page.userIds)
    if (page.next === undefined) return all
    ensure(!cursors.has(page.next), 'paging has to go forward')
    cursors.add(page.next)
    await between(page)
    page = await read({ after: page.next })
  }
}

export function sorted(userIds: Iterable<UserId>): UserId[] {
  return [...userIds].sort()
}
