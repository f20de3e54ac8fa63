import { type EngineContext, homeFeed, type PushPorts } from '../context/engine-context'
import { FeedError, isFeedError, type Position, type UserId } from '../model'
import type { ReplaceParams, TimelineSlice } from '../ports'
import type { CallBudget } from '../runtime/call-budget'

/** A cache gets no more than this of a call's time: the stores can do without it. */
export const CACHE_PATIENCE_MS = 1_000

/** The cache failed. Reads go on without it; a caller who asked for nothing but the cache gets {@link toFeedError}. */
export class TimelineCacheTrouble extends Error {
  toFeedError(): FeedError {
    const { cause } = this
    return new FeedError({ code: 'UNAVAILABLE', rule: this.message, retryable: true, outcome: 'unknown', cause })
  }
}

/** The home timelines of one tenant in the cache: the port, with the parameters that are always the same. */
export class Timelines {
  readonly #context: EngineContext
  readonly #ports: PushPorts

  constructor(context: EngineContext, ports: PushPorts) {
    this.#context = context
    this.#ports = ports
  }

  read(
    viewerId: UserId,
    before: Position | undefined,
    limit: number,
    budget: CallBudget,
  ): Promise<TimelineSlice | null> {
    const params = {
      feed: homeFeed(this.#context.tenant, viewerId),
      limit,
      idleTtlMs: this.#context.options.timeline.idleTtlMs,
      ...(before === undefined ? {} : { before }),
    }
    return this.#ports.timelines.read(params, budget.forPort(CACHE_PATIENCE_MS)).catch(trouble)
  }

  open(viewerId: UserId, token: string, readerClass: number, budget: CallBudget): Promise<'opened' | 'covered'> {
    const params = {
      feed: homeFeed(this.#context.tenant, viewerId),
      token,
      readerClass,
      idleTtlMs: this.#context.options.timeline.idleTtlMs,
    }
    return this.#ports.timelines.open(params, budget.forPort(CACHE_PATIENCE_MS)).catch(trouble)
  }

  replace(
    viewerId: UserId,
    change: Omit<ReplaceParams, 'feed' | 'maxEntries'>,
    budget: CallBudget,
  ): Promise<'replaced' | 'stale' | 'absent'> {
    const params = {
      ...change,
      feed: homeFeed(this.#context.tenant, viewerId),
      maxEntries: this.#context.options.timeline.maxEntries,
    }
    return this.#ports.timelines.replace(params, budget.forPort(CACHE_PATIENCE_MS)).catch(trouble)
  }

  evict(viewerId: UserId, budget: CallBudget): Promise<void> {
    const feeds = [homeFeed(this.#context.tenant, viewerId)]
    return this.#ports.timelines.evict({ feeds }, budget.forPort()).catch(trouble)
  }
}

/** What the caller asked to end has ended; anything else is the cache's fault. */
function trouble(cause: unknown): never {
  if (isFeedError(cause) && cause.code === 'ABORTED') throw cause
  throw new TimelineCacheTrouble('the timeline cache failed', { cause })
}
