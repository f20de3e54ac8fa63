import { encodeEvent } from '../codec/event-codec'
import { EVENT_VERSION, type FanOutChunk, type PostPublished } from '../codec/feed-events'
import type { EngineContext, PushPorts } from '../context/engine-context'
import { FeedError, type PostId, READER_CLASSES, type TenantId, TOPICS, type UserId } from '../model'
import type { BusDelivery, BusMessage } from '../ports'
import { METRICS } from '../runtime/metrics'
import { pushToFollowers, requireOwnership } from './push-chunk'
import { workerCall } from './worker-call'

/** Chunks that are planned ahead before they are handed to the bus in one call. */
const CHUNKS_PER_PUBLISH = 64

/**
 * Fans a post out. The followers of most authors fit one page and are pushed to at once; a larger author's become
 * chunks, by ranges of follower ids, for any worker. Done twice it does nothing twice: chunks push by position.
 */
export async function pushPost(
  context: EngineContext,
  ports: PushPorts,
  event: PostPublished,
  delivery: BusDelivery,
): Promise<void> {
  const { authorId, postId, pushFrom } = event.data
  const { tenant } = event
  if (pushFrom >= READER_CLASSES || !(await shouldPush(context, tenant, postId))) return

  const chunk = { postId, authorId, pushFrom, publishedAtMs: event.occurredAtMs }
  const page = { tenant, userId: authorId, limit: context.options.fanOut.chunkSize }
  const first = await context.graph.followers(page, workerCall(context))
  await pushToFollowers(context, ports, { ...chunk, tenant }, [authorId, ...first.userIds])
  if (first.next === undefined) return

  let after: UserId | undefined = first.next
  let planned: BusMessage[] = []
  while (after !== undefined) {
    await requireOwnership(delivery)
    const { next, userIds } = await context.graph.followers({ ...page, after }, workerCall(context))
    const last = userIds.at(-1)
    if (last !== undefined) {
      planned.push(toMessage(event, { ...chunk, after, ...(next === undefined ? {} : { through: last }) }))
    }
    if (planned.length >= CHUNKS_PER_PUBLISH || next === undefined) {
      await publishChunks(context, ports, planned)
      planned = []
    }
    after = next
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

/** Each chunk has a key of its own: chunks need no order, and so they spread over all workers. */
function toMessage(event: PostPublished, data: FanOutChunk['data']): BusMessage {
  const chunk: FanOutChunk = {
    v: EVENT_VERSION,
    type: 'fan-out.chunk',
    eventId: event.eventId,
    key: event.key,
    occurredAtMs: event.occurredAtMs,
    tenant: event.tenant,
    origin: event.origin,
    data,
  }
  return { key: `${data.postId} ${data.after ?? ''}`, value: encodeEvent(chunk) }
}

async function publishChunks(context: EngineContext, ports: PushPorts, messages: readonly BusMessage[]): Promise<void> {
  if (messages.length === 0) return
  await ports.bus.publish({ topic: TOPICS.fanOut, messages }, workerCall(context))
  context.runtime.metrics.count(METRICS.chunks, messages.length)
}
