import type { EngineContext } from '../context/engine-context'
import { type PostId, READER_CLASSES, type TenantId, type UserId } from '../model'
import { METRICS } from '../runtime/metrics'
import { workerCall } from './worker-call'

/** Marks a post that could not be pushed: from now on every reader pulls it. Nothing is lost, reads cost a little more. */
export async function pullInstead(
  context: EngineContext,
  post: { readonly tenant: TenantId; readonly postId: PostId; readonly authorId: UserId },
): Promise<void> {
  const pulled = { belowClass: READER_CLASSES, position: context.ids.positionOf(post.postId) }
  await context.graph.recordDelivery({ tenant: post.tenant, authorId: post.authorId, pulled }, workerCall(context))
  context.runtime.metrics.count(METRICS.fallbacks, 1)
}
