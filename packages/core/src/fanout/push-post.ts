import type { PostPublished } from '../codec/feed-events'
import type { EngineContext, PushPorts } from '../context/engine-context'
import { FeedError, type PostId, READER_CLASSES, type TenantId } from '../model'
import type { BusDelivery } from '../ports'
import { laneOf, moveToBulk } from './lanes'
import { planChunks, publishChunks } from './plan-chunks'
import type { TimelinePusher } from './timeline-pusher'
import { workerCall } from './worker-call'

/**
 * Fans a post out. The followers of most authors fit one page and are pushed to at once; a larger author's become
 * chunks for any worker, which are planned meanwhile; a post of the bulk lane goes there first, and its chunks stay
 * there. Done twice it does nothing twice: chunks push by position.
 */
export async function pushPost(
  context: EngineContext,
  ports: PushPorts,
  pusher: TimelinePusher,
  event: PostPublished,
  delivery: BusDelivery,
): Promise<void> {
  const { authorId, postId, pushFrom } = event.data
  const { tenant, occurredAtMs: publishedAtMs } = event
  if (pushFrom >= READER_CLASSES) return
  if (event.data.lane === 'bulk' && laneOf(delivery) !== 'bulk') return moveToBulk(context, ports, postId, delivery)
  if (!(await shouldPush(context, tenant, postId))) return

  const post = { tenant, postId, authorId, pushFrom, publishedAtMs, lane: laneOf(delivery) }
  const limit = Math.min(context.options.fanOut.chunkSize, pusher.pageSize[post.lane])
  const first = await context.graph.followers({ tenant, userId: authorId, limit }, workerCall(context))
  const task = pusher.newTask(post.lane)
  try {
    await pusher.begin(task, post, [authorId, ...first.userIds])
    if (first.next === undefined) return
    for await (const chunks of planChunks(context, ports, event, first.next, delivery)) {
      // Before the first page is pushed nothing is published: each further try would publish it once more.
      await task.settled()
      await publishChunks(context, ports, laneOf(delivery), chunks)
    }
  } finally {
    await task.settled()
  }
}

/** False for a post that was deleted meanwhile; fails, to be tried again, while the store does not show it yet. */
async function shouldPush(context: EngineContext, tenant: TenantId, postId: PostId): Promise<boolean> {
  const found = await context.posts.getMany({ tenant, postIds: [postId] }, workerCall(context))
  const post = found.get(postId)
  if (post === undefined)
    throw new FeedError({ code: 'NOT_FOUND', rule: 'the post of an event is not in the store yet', retryable: true })
  return post.state !== 'deleted'
}
