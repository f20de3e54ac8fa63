import { type EngineContext, freshToken } from '../context/engine-context'
import { type Position, type ReaderClass, successorOf, type UserId } from '../model'
import type { ReplaceParams } from '../ports'
import { pullNewest } from '../pull/pull-newest'
import { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import { SingleFlight } from '../runtime/single-flight'
import type { TimelineFiller } from './fill-timeline'
import type { TimelineView } from './timeline-view'
import type { Timelines } from './timelines'

/**
 * Small changes in bulk to a filled timeline, behind the back of the read that found them needed. Each is prepared
 * under the timeline's token: if anything else changed it in bulk meanwhile, it does nothing, and a later read asks again.
 */
export class TimelineMender {
  readonly #context: EngineContext
  readonly #timelines: Timelines
  readonly #filler: TimelineFiller
  readonly #flights = new SingleFlight<void>()

  constructor(context: EngineContext, timelines: Timelines, filler: TimelineFiller) {
    this.#context = context
    this.#timelines = timelines
    this.#filler = filler
  }

  /**
   * Merges the posts of new followees into a timeline, down to its watermark or, where there are too many, raising it.
   * `graphVersion` is of the moment when `followees` were all that the timeline lacked.
   */
  backfill(
    viewerId: UserId,
    timeline: TimelineView,
    lacking: { readonly followees: readonly UserId[]; readonly graphVersion: number },
  ): void {
    this.#inBackground('backfill', viewerId, async (budget) => {
      const { tenant, hints, options, runtime } = this.#context
      const bottom = successorOf(timeline.watermark)
      const ranges = lacking.followees.map((authorId) => ({ authorId }))
      const params = { ranges, count: options.timeline.maxEntries + 1, downTo: bottom }
      const { entries, completeFrom } = await pullNewest(this.#context, params, budget)
      const outcome = await this.#replace(viewerId, timeline, budget, {
        add: entries.map(({ position, authorId }) => ({ position, authorHint: hints.of(tenant, authorId) })),
        watermark: completeFrom > bottom ? completeFrom : timeline.watermark,
        coverage: { ...timeline.coverage, graphVersion: lacking.graphVersion },
      })
      runtime.metrics.count(METRICS.backfills, 1, { outcome })
    })
  }

  /** Removes entries that no read can show again: of deleted and expired posts, and of users no longer followed. */
  compact(viewerId: UserId, timeline: TimelineView, garbage: readonly Position[]): void {
    this.#inBackground('compact', viewerId, async (budget) => {
      const outcome = await this.#replace(viewerId, timeline, budget, { remove: garbage })
      this.#context.runtime.metrics.count(METRICS.compactions, 1, { outcome })
    })
  }

  /**
   * Gives a timeline to another class of readers. Down it is enough to claim less: what is no longer pushed is pulled,
   * what was pushed stays. Up, posts may be on their way past the timeline at this moment, which only opening it before
   * pulling can catch: it is filled anew, and what is in it cannot be claimed in the meantime.
   */
  changeClass(viewerId: UserId, timeline: TimelineView, readerClass: ReaderClass): void {
    const { coverage } = timeline
    this.#inBackground('change class', viewerId, async (budget) => {
      let outcome = 'refilled'
      if (readerClass < coverage.readerClass) {
        outcome = await this.#replace(viewerId, timeline, budget, { coverage: { ...coverage, readerClass } })
      } else {
        await this.#timelines.evict(viewerId, budget)
        const filled = await this.#filler.fill(viewerId)
        await filled?.written
      }
      const classes = { from: coverage.readerClass, to: readerClass }
      this.#context.runtime.metrics.count(METRICS.classChanges, 1, { ...classes, outcome })
    })
  }

  #inBackground(name: string, viewerId: UserId, work: (budget: CallBudget) => Promise<void>): void {
    const { background, runtime, options } = this.#context
    background.start(name, () =>
      this.#flights.run(viewerId, () => work(new CallBudget(runtime.clock, options.deadlineMs, undefined))),
    )
  }

  #replace(
    viewerId: UserId,
    timeline: TimelineView,
    budget: CallBudget,
    change: Partial<Pick<ReplaceParams, 'add' | 'remove' | 'watermark' | 'coverage'>>,
  ): Promise<'replaced' | 'stale' | 'absent'> {
    const { token, watermark, coverage } = timeline
    const unchanged = { token, nextToken: freshToken(this.#context.runtime), add: [], remove: [], watermark, coverage }
    return this.#timelines.replace(viewerId, { ...unchanged, ...change }, budget)
  }
}
