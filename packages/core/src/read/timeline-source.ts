import { type EngineContext, firstPosition } from '../context/engine-context'
import { type Position, successorOf, type TimelineEntry } from '../model'
import type { AuthorPage, AuthorRange, ViewerRelations } from '../ports'
import { type Pulled, pullNewest } from '../pull/pull-newest'
import { METRICS } from '../runtime/metrics'
import type { TimelineMender } from '../timeline/mend-timeline'
import { entriesBelow, isServable, type TimelineView, viewAbove } from '../timeline/timeline-view'
import type { Timelines } from '../timeline/timelines'
import type { CandidateRound } from './candidates'
import { type PullAhead, pullAhead, rememberPulled, usablePages } from './pull-ahead'
import type { ReadSession } from './read-session'
import { authorsOf, likelyPositions, mergeRound, type Stretch } from './stretch'

/** The hybrid: a pushed timeline, with what is not pushed merged in from pull authors and new followees. */
export class TimelineSource {
  readonly #context: EngineContext
  readonly #session: ReadSession
  readonly #timelines: Timelines
  readonly #mender: TimelineMender
  #view: TimelineView
  readonly #complete: boolean
  readonly #downTo: Position | undefined
  #ahead: PullAhead | undefined

  constructor(
    context: EngineContext,
    session: ReadSession,
    parts: {
      readonly view: TimelineView
      readonly timelines: Timelines
      readonly mender: TimelineMender
      /** Whether this read itself filled the timeline: then the view is all of it, and lacks nobody's posts. */
      readonly complete?: boolean
      /** What lies at or below is of no interest. */
      readonly downTo?: Position | undefined
      /** What was listed while the view was being read. */
      readonly ahead?: PullAhead
    },
  ) {
    this.#context = context
    this.#session = session
    this.#view = parts.view
    this.#timelines = parts.timelines
    this.#mender = parts.mender
    this.#complete = parts.complete === true
    this.#ahead = parts.ahead
    this.#downTo = parts.downTo
  }

  /** The timeline as it was read last. */
  get view(): TimelineView {
    return this.#view
  }

  /** Whether the timeline claims nothing below a position. */
  endsAbove(before: Position | undefined): boolean {
    return before !== undefined && before <= successorOf(this.#view.watermark)
  }

  /**
   * The next stretch, down to the watermark at most; `null` if the timeline can't tell: it was trimmed past `before`
   * meanwhile, is gone, or lacks too much.
   */
  async next(before: Position | undefined, want: number): Promise<CandidateRound | null> {
    if (this.#complete) return this.endsAbove(before) ? null : this.#fromComplete(before, want)
    const ahead = this.#ahead ?? pullAhead(this.#context, this.#session, { before, want })
    this.#ahead = undefined
    if (!(await this.#advance(before, want)) || this.endsAbove(before)) return null
    const view = viewAbove(this.#view, this.#downTo)
    const entries = entriesBelow(view, before)
    const lowest = view.more ? entries[entries.length - 1]?.position : undefined
    const bottom = lowest ?? successorOf(view.watermark)

    const hydrated = ahead.listed.then((listed) =>
      this.#hydrateLikely(entries, ahead, listed, { before, bottom, want }),
    )
    this.#session.meetAuthors(entries)
    const [relations, listed] = await Promise.all([
      this.#session.askAhead(entries, hydrated, {
        pulledAbove: lowest ?? view.watermark,
        followedAfterVersion: view.coverage.graphVersion,
        readerClass: view.coverage.readerClass,
      }),
      ahead.listed,
      hydrated,
    ])
    if (relations.moreNewFollowees) return null
    const pages = usablePages(this.#context, relations, ahead.remembered, listed)
    const pulled = await this.#pull(relations, pages, { before, bottom, want })
    if (before === undefined) rememberPulled(this.#context, this.#session.viewerId, relations)
    if (relations.newFollowees.length > 0) this.#backfill(this.#view, relations)

    const round = mergeRound(entries, pulled, { bottom, want })
    await this.#session.hydrate(round.candidates.map(({ position }) => position))
    await this.#session.complete()
    return { ...round, end: round.completeFrom <= firstPosition(this.#context) }
  }

  /** Reads the posts that the stretch will probably consist of, while the graph is asked. */
  #hydrateLikely(
    entries: readonly TimelineEntry[],
    { remembered }: PullAhead,
    listed: readonly AuthorPage[],
    stretch: Stretch,
  ): Promise<void> {
    const pages = [...remembered, ...listed]
    const likely = likelyPositions(entries, pages, stretch)
    this.#session.profiles?.meet(authorsOf(pages, likely))
    return this.#session.hydrate(likely)
  }

  /** Every post that there was when the read began, pushed or not, is in the view. */
  async #fromComplete(before: Position | undefined, want: number): Promise<CandidateRound> {
    const below = entriesBelow(this.#view, before)
    const entries = below.slice(0, want)
    const lowest = below.length > want ? entries[want - 1]?.position : undefined
    const completeFrom = lowest ?? successorOf(this.#view.watermark)
    this.#session.meetAuthors(entries)
    await this.#session.hydrate(entries.map(({ position }) => position))
    await this.#session.complete()
    return {
      candidates: entries.map(({ position }) => ({ position, source: 'timeline' })),
      completeFrom,
      end: completeFrom <= firstPosition(this.#context),
    }
  }

  /** Makes sure that the view reaches below a position, as far as the timeline does. False if that is gone. */
  async #advance(before: Position | undefined, want: number): Promise<boolean> {
    if (!this.#view.more || entriesBelow(this.#view, before).length > 0) return true
    const slice = await this.#timelines.read(this.#session.viewerId, before, want, this.#session.budget)
    if (!isServable(slice)) return false
    this.#view = slice
    return true
  }

  /** Posts in the stretch whose authors are not pushed to this viewer, or not covered by the timeline yet. */
  #pull(relations: ViewerRelations, ahead: readonly AuthorPage[], stretch: Stretch): Promise<Pulled> {
    const ranges = this.#rangesToPull(relations, stretch)
    if (ranges.length === 0) return Promise.resolve({ entries: [], completeFrom: stretch.bottom })
    this.#context.runtime.metrics.record(METRICS.pulledAuthors, ranges.length)
    const params = { ranges, count: stretch.want, downTo: stretch.bottom, ahead }
    return pullNewest(this.#context, params, this.#session.budget)
  }

  #rangesToPull({ pullAuthors, newFollowees }: ViewerRelations, { before }: Stretch): readonly AuthorRange[] {
    const ranges = new Map<string, AuthorRange>()
    for (const { authorId, pulledUpTo } of pullAuthors) {
      const above = successorOf(pulledUpTo)
      ranges.set(authorId, { authorId, before: before === undefined || above < before ? above : before })
    }
    for (const authorId of newFollowees)
      ranges.set(authorId, before === undefined ? { authorId } : { authorId, before })
    return [...ranges.values()].filter(({ authorId }) => {
      const relation = this.#session.relation(authorId)
      return relation === undefined || !(relation.muting || relation.blocking || relation.blockedBy)
    })
  }

  #backfill(view: TimelineView, { newFollowees, graphVersion }: ViewerRelations): void {
    this.#mender.backfill(this.#session.viewerId, view, { followees: newFollowees, graphVersion })
  }
}
