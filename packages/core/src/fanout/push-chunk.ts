import type { FanOutChunk } from '../codec/feed-events'
import { type EngineContext, homeFeed, type PushPorts } from '../context/engine-context'
import { FeedError, type TenantId, type UserId } from '../model'
import type { BusDelivery, PushStatus } from '../ports'
import { METRICS } from '../runtime/metrics'
import { workerCall } from './worker-call'

/** A range of followers, and whose. */
export type FanOutTask = FanOutChunk['data'] & { readonly tenant: TenantId }

/** Pushes a post to the followers of a range, a page at a time; the range may have grown since it was planned. */
export async function pushChunk(
  context: EngineContext,
  ports: PushPorts,
  chunk: FanOutTask,
  delivery: BusDelivery,
): Promise<void> {
  let after = chunk.after
  do {
    const range = {
      tenant: chunk.tenant,
      userId: chunk.authorId,
      limit: context.options.fanOut.chunkSize,
      ...(after === undefined ? {} : { after }),
      ...(chunk.through === undefined ? {} : { through: chunk.through }),
    }
    const page = await context.graph.followers(range, workerCall(context))
    await pushToFollowers(context, ports, chunk, page.userIds)
    after = page.next
    if (after !== undefined) await requireOwnership(delivery)
  } while (after !== undefined)
}

/** One push for all of them. Fails if any feed's outcome is unknown, so that the whole is pushed again. */
export async function pushToFollowers(
  context: EngineContext,
  ports: PushPorts,
  chunk: FanOutTask,
  followerIds: readonly UserId[],
): Promise<void> {
  if (followerIds.length === 0) return
  const { runtime, options, ids, hints } = context
  const push = {
    feeds: followerIds.map((followerId) => homeFeed(chunk.tenant, followerId)),
    entries: [{ position: ids.positionOf(chunk.postId), authorHint: hints.of(chunk.tenant, chunk.authorId) }],
    pushFrom: chunk.pushFrom,
    maxEntries: options.timeline.maxEntries,
  }
  const statuses = await ports.timelines.push(push, workerCall(context))
  const counts: Record<PushStatus, number> = {
    pushed: 0,
    skipped: 0,
    absent: 0,
    failed: followerIds.length - statuses.length,
  }
  for (const status of statuses) counts[status] += 1
  for (const status of ['pushed', 'skipped', 'absent', 'failed'] as const) {
    if (counts[status] > 0) runtime.metrics.count(METRICS.pushes, counts[status], { status })
  }
  if (counts.failed > 0) {
    throw new FeedError({
      code: 'UNAVAILABLE',
      rule: `${counts.failed} of ${followerIds.length} timelines could not be pushed to`,
      retryable: true,
    })
  }
  runtime.metrics.record(METRICS.fanOutDelayMs, Math.max(0, runtime.clock.now() - chunk.publishedAtMs))
}

/** Tells the bus that work goes on; fails when another worker has taken over. */
export async function requireOwnership(delivery: BusDelivery): Promise<void> {
  if (await delivery.heartbeat()) return
  throw new FeedError({ code: 'ABORTED', rule: 'another worker has taken over', retryable: true })
}
