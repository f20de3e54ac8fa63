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

/**
 * Slices that a list of followers is cut into at most: a store that finds a slice by filtering reads past all others
 * each time, and pushes hardly gain from cells of more feeds than so many slices give them.
 */
const MOST_SLICES = 16

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
 * Slices by the cell of the follower, best of about a chunk each, so that one push meets few cells of the cache with
 * many feeds each. Nobody has to be listed for that. A number of slices that divides the number of cells cuts none.
 */
async function* byCell(
  context: EngineContext,
  { tenant, data: { authorId } }: PostPublished,
  after: UserId,
  cells: number,
): AsyncGenerator<Part> {
  const { followers } = await context.graph.authorState({ tenant, authorId }, workerCall(context))
  const count = slicesOf(cells, followers / context.options.fanOut.chunkSize)
  for (let index = 0; index < count; index++) yield count === 1 ? { after } : { after, cell: { index, count } }
}

/** The lowest number of slices that is enough and divides the number of cells; the highest one if none is enough. */
function slicesOf(cells: number, enough: number): number {
  let best = 1
  for (let slices = 2; slices <= MOST_SLICES && best < enough; slices++) if (cells % slices === 0) best = slices
  return best
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
