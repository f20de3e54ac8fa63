import { decodeRecord, encodeRecord } from '../codec/record-codec'
import type { EngineContext } from '../context/engine-context'
import { announce } from '../invalidation/announce'
import { forgetPost } from '../invalidation/forget'
import type { PostId, PostRecord, UserId } from '../model'
import { HOLD_MS } from '../process-cache/version-floors'
import type { CallBudget } from '../runtime/call-budget'
import { PATIENCE_MS, readOptional } from '../runtime/patience'

const keyOf = (context: EngineContext, postId: PostId): string => `post\n${context.tenant}\n${postId}`

/** Posts that some process has read before, of whatever version. None, where there is no cache or it fails. */
export async function readShared(
  context: EngineContext,
  postIds: readonly PostId[],
  budget: CallBudget,
): Promise<ReadonlyMap<PostId, PostRecord>> {
  const shared = new Map<PostId, PostRecord>()
  const { cache, options, runtime } = context
  if (cache === undefined || options.sharedCache.postTtlMs === 0 || postIds.length === 0) return shared
  const ids = new Map(postIds.map((postId) => [keyOf(context, postId), postId]))
  const found = await readOptional(runtime, {
    without: 'the shared cache failed, posts come from the store',
    limitMs: PATIENCE_MS,
    work: async () => cache.getMany({ keys: [...ids.keys()] }, budget.forPort(PATIENCE_MS)),
  })
  for (const [key, { value, version }] of found?.values ?? []) {
    const record = decodeRecord(value)
    if (record?.id === ids.get(key) && record?.version === version) shared.set(record.id, record)
  }
  return shared
}

/** Lets other processes have posts, in the background. */
export function share(context: EngineContext, records: Iterable<PostRecord>): void {
  const { cache, background, options } = context
  const ttlMs = options.sharedCache.postTtlMs
  if (cache === undefined || ttlMs === 0) return
  const entries = Array.from(records, (record) => {
    return { key: keyOf(context, record.id), value: encodeRecord(record), version: record.version, ttlMs }
  })
  if (entries.length === 0) return
  background.start('share posts', () => cache.setMany({ entries }, { deadlineMs: options.deadlineMs }))
}

/**
 * Takes versions below out of the caches, those of other processes in the background: nobody would show them any more,
 * but a deleted body has to go.
 */
export function unshare(
  context: EngineContext,
  post: { readonly postId: PostId; readonly authorId: UserId; readonly version: number },
): void {
  const { postId, version } = post
  forgetPost(context, postId, version)
  const { cache, background, options } = context
  const call = { deadlineMs: options.deadlineMs }
  const body = { type: 'post.updated', data: post } as const
  background.start('announce a changed post', () => announce(context, post.authorId, body, call))
  if (cache === undefined || options.sharedCache.postTtlMs === 0) return
  const entries = [{ key: keyOf(context, postId), minVersion: version, holdMs: HOLD_MS }]
  background.start('unshare a post', () => cache.invalidateMany({ entries }, call))
}
