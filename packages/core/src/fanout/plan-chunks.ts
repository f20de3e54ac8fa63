import { encodeEvent } from '../codec/event-codec'
import { EVENT_VERSION, type FanOutChunk, type PostPublished } from '../codec/feed-events'
import type { EngineContext, PushPorts } from '../context/engine-context'
import type { Lane, UserId } from '../model'
import type { BusDelivery, BusMessage } from '../ports'
import { METRICS } from '../runtime/metrics'
import { LANE_TOPICS } from './lanes'
import { requireOwnership } from './require-ownership'
import { workerCall } from './worker-call'

/** Chunks that are planned ahead before they are handed to the bus in one call. */
const CHUNKS_PER_PUBLISH = 64

/** Chunks for all followers of a post's author behind `after`, in calls to the bus of a bounded size. */
export async function* planChunks(
  context: EngineContext,
  ports: PushPorts,
  event: PostPublished,
  after: UserId,
  delivery: BusDelivery,
): AsyncGenerator<readonly BusMessage[]> {
  const { cells = 1 } = ports.timelines.capabilities
  const parts =
    cells > 1 && context.graph.capabilities.followersByCell
      ? byCell(context, event, after, cells)
      : byRange(context, event, after, delivery)
  let planned: BusMessage[] = []
  for await (const part of parts) {
    planned.push(toMessage(event, part))
    if (planned.length < CHUNKS_PER_PUBLISH) continue
    yield planned
    planned = []
  }
  if (planned.length > 0) yield planned
}

/** Hands chunks to the workers of a lane. */
export async function publishChunks(
  context: EngineContext,
  ports: PushPorts,
  lane: Lane,
  messages: readonly BusMessage[],
): Promise<void> {
  await ports.bus.publish({ topic: LANE_TOPICS[lane], messages }, workerCall(context))
  context.runtime.metrics.count(METRICS.chunks, messages.length, { lane })
}

/** The part of a chunk that tells it from the others of its post. */
type Part = Pick<FanOutChunk['data'], 'after' | 'through' | 'cell'>

/** Ranges of follower ids that meet: one for each page of followers. */
async function* byRange(
  context: EngineContext,
  { tenant, data: { authorId } }: PostPublished,
  first: UserId,
  delivery: BusDelivery,
): AsyncGenerator<Part> {
  let after: UserId | undefined = first
  while (after !== undefined) {
    await requireOwnership(delivery)
    const page = { tenant, userId: authorId, limit: context.options.fanOut.chunkSize, after }
    const { next, userIds } = await context.graph.followers(page, workerCall(context))
    const last = userIds.at(-1)
    if (last !== undefined) yield { after, ...(next === undefined ? {} : { through: last }) }
    after = next
  }
}

/**
 * Slices by the cell of the follower, of about a chunk each, so that one push meets few cells of the cache with many
 * feeds each. Nobody has to be listed for that. A number of slices that divides the number of cells cuts none of them.
 */
async function* byCell(
  context: EngineContext,
  { tenant, data: { authorId } }: PostPublished,
  after: UserId,
  cells: number,
): AsyncGenerator<Part> {
  const { followers } = await context.graph.authorState({ tenant, authorId }, workerCall(context))
  const count = smallestDivisor(cells, followers / context.options.fanOut.chunkSize)
  for (let index = 0; index < count; index++) yield count === 1 ? { after } : { after, cell: { index, count } }
}

/** The smallest divisor of a number that is at least so large; the number itself if there is none. */
function smallestDivisor(number: number, atLeast: number): number {
  let divisor = Math.min(number, Math.max(1, Math.ceil(atLeast)))
  while (number % divisor !== 0) divisor++
  return divisor
}

/** Each chunk has a key of its own: chunks need no order, and so they spread over all workers. */
function toMessage(event: PostPublished, part: Part): BusMessage {
  const { postId, authorId, pushFrom } = event.data
  const chunk: FanOutChunk = {
    v: EVENT_VERSION,
    type: 'fan-out.chunk',
    eventId: event.eventId,
    key: event.key,
    occurredAtMs: event.occurredAtMs,
    tenant: event.tenant,
    origin: event.origin,
    data: { postId, authorId, pushFrom, publishedAtMs: event.occurredAtMs, ...part },
  }
  return { key: `${postId} ${part.cell?.index ?? ''} ${part.after ?? ''}`, value: encodeEvent(chunk) }
}
