import type { EngineContext } from '../context/engine-context'
import type { PostId, PostRecord } from '../model'
import type { CallBudget } from '../runtime/call-budget'

const NOTHING: ReadonlyMap<never, never> = new Map<never, never>()

/**
 * Posts by id, as the store has them now, in one round trip: those that this process remembers by their versions, the
 * others whole, at once. One that changed since it was read takes another.
 */
export async function readPosts(
  context: EngineContext,
  postIds: readonly PostId[],
  budget: CallBudget,
): Promise<ReadonlyMap<PostId, PostRecord>> {
  const { posts } = context.processCache
  const held = new Map<PostId, PostRecord>()
  const asked: PostId[] = []
  for (const postId of postIds) {
    const record = context.posts.versions === undefined ? undefined : posts.get(postId)
    if (record === undefined) asked.push(postId)
    else held.set(postId, record)
  }
  const [versions, fetched] = await Promise.all([
    readVersions(context, [...held.keys()], budget),
    fetchPosts(context, asked, budget),
  ])
  if (held.size === 0) return fetched

  const found = new Map(fetched)
  const outdated: PostId[] = []
  for (const [postId, record] of held) {
    const version = versions.get(postId)
    if (version === record.version) found.set(postId, record)
    else if (version === undefined) posts.forget(postId)
    else outdated.push(postId)
  }
  for (const [postId, record] of await fetchPosts(context, outdated, budget)) found.set(postId, record)
  return found
}

async function readVersions(
  context: EngineContext,
  postIds: readonly PostId[],
  budget: CallBudget,
): Promise<ReadonlyMap<PostId, number>> {
  if (postIds.length === 0) return NOTHING
  return (await context.posts.versions?.({ tenant: context.tenant, postIds }, budget.forPort())) ?? NOTHING
}

async function fetchPosts(
  context: EngineContext,
  postIds: readonly PostId[],
  budget: CallBudget,
): Promise<ReadonlyMap<PostId, PostRecord>> {
  if (postIds.length === 0) return NOTHING
  const found = await context.posts.getMany({ tenant: context.tenant, postIds }, budget.forPort())
  if (context.posts.versions !== undefined) {
    for (const record of found.values()) context.processCache.posts.remember(record)
  }
  return found
}
