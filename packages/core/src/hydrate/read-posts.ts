import type { EngineContext } from '../context/engine-context'
import type { PostId, PostRecord } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { readShared, share } from './shared-posts'

type Posts = ReadonlyMap<PostId, PostRecord>

const NONE: ReadonlyMap<never, never> = new Map<never, never>()

/**
 * Posts by id, as the store has them now. A record that this process or the shared cache remembers counts if the store
 * says, in this read, that its version is the current one: whoever remembers something asks for all versions at once,
 * and only then for the records that are missing. Without a shared cache, what is not remembered is read beside that.
 */
export async function readPosts(
  context: EngineContext,
  postIds: readonly PostId[],
  budget: CallBudget,
): Promise<Posts> {
  if (context.posts.versions === undefined) return fetchPosts(context, postIds, budget)
  const { posts } = context.processCache
  const { clock } = context.runtime
  const remembered = new Map<PostId, PostRecord>()
  for (const postId of postIds) {
    const record = posts.get(postId)
    if (record !== undefined) remembered.set(postId, record)
  }
  const unknown = postIds.filter((postId) => !remembered.has(postId))
  const mayBeShared = context.cache !== undefined && context.options.sharedCache.postTtlMs > 0
  const [versions, shared, fetched]: readonly [ReadonlyMap<PostId, number>, Posts, Posts] = await Promise.all([
    readVersions(context, mayBeShared ? postIds : [...remembered.keys()], budget),
    mayBeShared ? readShared(context, unknown, budget) : NONE,
    mayBeShared ? NONE : fetchAndRemember(context, unknown, budget),
  ])

  const found = new Map<PostId, PostRecord>(fetched)
  const missing: PostId[] = []
  for (const [postId, version] of versions) {
    const record = remembered.get(postId) ?? shared.get(postId)
    if (record?.version !== version) missing.push(postId)
    else {
      found.set(postId, record)
      if (!remembered.has(postId)) posts.remember(record, clock.now())
    }
  }
  for (const [postId, record] of await fetchAndRemember(context, missing, budget)) found.set(postId, record)
  return found
}

async function readVersions(
  context: EngineContext,
  postIds: readonly PostId[],
  budget: CallBudget,
): Promise<ReadonlyMap<PostId, number>> {
  if (postIds.length === 0) return NONE
  return (await context.posts.versions?.({ tenant: context.tenant, postIds }, budget.forPort())) ?? NONE
}

async function fetchAndRemember(
  context: EngineContext,
  postIds: readonly PostId[],
  budget: CallBudget,
): Promise<Posts> {
  const found = await fetchPosts(context, postIds, budget)
  const nowMs = context.runtime.clock.now()
  for (const record of found.values()) context.processCache.posts.remember(record, nowMs)
  share(context, found.values())
  return found
}

async function fetchPosts(context: EngineContext, postIds: readonly PostId[], budget: CallBudget): Promise<Posts> {
  if (postIds.length === 0) return NONE
  return context.posts.getMany({ tenant: context.tenant, postIds }, budget.forPort())
}
