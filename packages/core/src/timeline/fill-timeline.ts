import pLimit from 'p-limit'
import { type EngineContext, firstPosition, freshToken } from '../context/engine-context'
import { EVERY_READER, lowestPosition, type UserId } from '../model'
import { followeesOf } from '../pull/followees'
import { pullNewest } from '../pull/pull-newest'
import type { ReaderClasses } from '../readers/reader-classes'
import { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import { SingleFlight } from '../runtime/single-flight'
import type { TimelineView } from './timeline-view'
import type { Timelines } from './timelines'

/** Fills that one process runs at once: a cold start must not take the stores down with it. */
const CONCURRENT_FILLS = 16

/** Fills cold timelines from the stores, one flight per timeline and process. */
export class TimelineFiller {
  readonly #context: EngineContext
  readonly #timelines: Timelines
  readonly #readers: ReaderClasses
  readonly #flights = new SingleFlight<void>()
  readonly #limit = pLimit(CONCURRENT_FILLS)

  constructor(context: EngineContext, timelines: Timelines, readers: ReaderClasses) {
    this.#context = context
    this.#timelines = timelines
    this.#readers = readers
  }

  /**
   * Fills the viewer's timeline, or waits for the fill that runs. Read the timeline again afterwards: pushes that came
   * during the fill are in it.
   * @param filled a timeline whose coverage has to be renewed; absent for one that is cold
   */
  fill(viewerId: UserId, filled?: TimelineView): Promise<void> {
    return this.#flights.run(viewerId, () => this.#limit(() => this.#fill(viewerId, filled)))
  }

  /** Opens first and pulls afterwards: what the pull misses was stored later, and so is pushed into the open timeline. */
  async #fill(viewerId: UserId, filled: TimelineView | undefined): Promise<void> {
    const context = this.#context
    const budget = new CallBudget(context.runtime.clock, context.options.deadlineMs, undefined)
    const token = filled?.token ?? freshToken(context.runtime)
    const readerClass = filled?.coverage.readerClass ?? (await this.#readers.classOf(viewerId))
    if (filled === undefined) {
      const status = await this.#timelines.open(viewerId, token, readerClass, budget)
      if (status === 'covered') return
    }
    const { graphVersion } = await context.graph.viewerRelations(
      { tenant: context.tenant, viewerId, authorIds: [], readerClass: EVERY_READER, newFolloweesLimit: 0 },
      budget.forPort(),
    )
    const authorIds = [viewerId, ...(await followeesOf(context, viewerId, budget))]
    const { maxEntries } = context.options.timeline
    const ranges = authorIds.map((authorId) => ({ authorId }))
    const { entries, completeFrom } = await pullNewest(context, { ranges, count: maxEntries + 1 }, budget)

    const complete = completeFrom <= firstPosition(context) ? lowestPosition(context.ids.width) : completeFrom
    const change = {
      token,
      nextToken: freshToken(context.runtime),
      add: entries
        .slice(0, maxEntries)
        .map(({ position, authorId }) => ({ position, authorHint: context.hints.of(context.tenant, authorId) })),
      remove: [],
      watermark: entries[maxEntries]?.position ?? complete,
      coverage: { graphVersion, readerClass },
    }
    const outcome = await this.#timelines.replace(viewerId, change, budget)
    context.runtime.metrics.count(METRICS.rebuilds, 1, { outcome })
  }
}
