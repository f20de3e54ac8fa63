import type { FanOutChunk } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import type { TenantId } from '../model'
import type { BusDelivery, EdgePage } from '../ports'
import { laneOf } from './lanes'
import { requireOwnership } from './require-ownership'
import type { TimelinePusher } from './timeline-pusher'
import { workerCall } from './worker-call'

/** A part of an author's followers, and whose. */
export type FanOutTask = FanOutChunk['data'] & { readonly tenant: TenantId }

/**
 * Pushes a post to the followers of a chunk, a page at a time, and reads the next page meanwhile: the chunk may have
 * grown since it was planned.
 */
export async function pushChunk(
  context: EngineContext,
  pusher: TimelinePusher,
  chunk: FanOutTask,
  delivery: BusDelivery,
): Promise<void> {
  const post = { ...chunk, lane: laneOf(delivery) }
  const task = pusher.newTask(post.lane)
  try {
    let after = chunk.after
    do {
      const page: EdgePage = await context.graph.followers(
        {
          tenant: chunk.tenant,
          userId: chunk.authorId,
          limit: pusher.pageSize[post.lane],
          ...(after === undefined ? {} : { after }),
          ...(chunk.through === undefined ? {} : { through: chunk.through }),
          ...(chunk.cell === undefined ? {} : { cell: chunk.cell }),
        },
        workerCall(context),
      )
      await pusher.begin(task, post, page.userIds)
      after = page.next
      if (after !== undefined) await requireOwnership(delivery)
    } while (after !== undefined)
  } finally {
    await task.settled()
  }
}
