import type { Degradation, Freshness } from '../api/page'
import type { EngineContext } from '../context/engine-context'
import { type Position, successorOf } from '../model'
import { followeesOf } from '../pull/followees'
import type { HomeTimelines } from '../timeline/home-timelines'
import { isServable, type TimelineView } from '../timeline/timeline-view'
import { TimelineCacheTrouble } from '../timeline/timelines'
import type { CandidateRound, CandidateSource } from './candidates'
import { pullAhead } from './pull-ahead'
import { PullSource } from './pull-source'
import type { ReadSession } from './read-session'
import { TimelineSource } from './timeline-source'

/**
 * A home feed from top to bottom: from the timeline as far as it reaches, and below by pull. A cold timeline is
 * filled first; a cache in trouble is done without.
 */
export class HomeSource implements CandidateSource {
  readonly #context: EngineContext
  readonly #session: ReadSession
  readonly #home: HomeTimelines | undefined
  readonly #pull: PullSource
  readonly #downTo: Position | undefined
  #timeline: TimelineSource | undefined
  #firstToken: string | undefined
  #opened = false
  #filled = false
  #pulled = false
  #cacheFailed = false
  #written: Promise<void> = Promise.resolve()

  /**
   * @param home absent: everything is pulled
   * @param downTo what lies at or below is of no interest, and not looked at if that spares work
   */
  constructor(context: EngineContext, session: ReadSession, home: HomeTimelines | undefined, downTo?: Position) {
    this.#context = context
    this.#session = session
    this.#home = home
    this.#downTo = downTo
    const { viewerId, budget } = session
    this.#pull = new PullSource(context, session, {
      listAuthors: async () => [viewerId, ...(await followeesOf(context, viewerId, budget))],
      mutesHide: true,
      downTo,
    })
  }

  get freshness(): Freshness {
    return this.#pulled ? 'live' : this.#filled ? 'rebuilt' : 'cached'
  }

  get degraded(): readonly Degradation[] {
    return this.#cacheFailed ? ['timeline-cache-unavailable'] : []
  }

  /** Whether a timeline served, and all that was asked for lay above its watermark. */
  get belowWatermark(): boolean {
    return this.#pulled && this.#timeline !== undefined
  }

  /** The timeline that served, if one did, and if nothing but pushes changed it since the read began. */
  get unchangedView(): TimelineView | undefined {
    const view = this.#timeline?.view
    return view?.token === this.#firstToken ? view : undefined
  }

  async next(before: Position | undefined, want: number): Promise<CandidateRound> {
    const round = await this.#next(before, want)
    const downTo = this.#downTo
    if (downTo === undefined || round.completeFrom > successorOf(downTo)) return round
    return { ...round, candidates: round.candidates.filter(({ position }) => position > downTo), end: true }
  }

  async #next(before: Position | undefined, want: number): Promise<CandidateRound> {
    try {
      const round = await this.#fromTimeline(before, want)
      if (round !== null) return round
    } catch (error) {
      this.#cacheTrouble(error)
      this.#timeline = undefined
    }
    this.#pulled = true
    return this.#pull.next(before, want)
  }

  #cacheTrouble(error: unknown): void {
    if (!(error instanceof TimelineCacheTrouble)) throw error
    this.#context.runtime.logger.warn('the timeline cache failed, the page is pulled', { cause: String(error.cause) })
    this.#cacheFailed = true
  }

  async #fromTimeline(before: Position | undefined, want: number): Promise<CandidateRound | null> {
    if (this.#home === undefined) return null
    if (!this.#opened) {
      this.#opened = true
      this.#timeline = (await this.#load(this.#home, before, want)) ?? (await this.#fill(this.#home, before, want))
    }
    while (this.#timeline !== undefined && !this.#timeline.endsAbove(before)) {
      const round = await this.#timeline.next(before, want)
      if (round !== null) return round
      const { view } = this.#timeline
      if (this.#timeline.endsAbove(before)) return null
      this.#timeline = this.#filled ? undefined : await this.#fill(this.#home, before, want, view)
    }
    return null
  }

  /** Fills the timeline and reads it again; once per read, so that a cache which keeps losing it can't hold the read up. */
  async #fill(
    home: HomeTimelines,
    before: Position | undefined,
    want: number,
    outdated?: TimelineView,
  ): Promise<TimelineSource | undefined> {
    this.#filled = true
    const filled = await home.filler.fill(this.#session.viewerId, outdated)
    if (filled === undefined) return this.#load(home, before, want)
    const { view, relations, written } = filled
    this.#written = written.catch((error: unknown) => this.#cacheTrouble(error))
    this.#written.catch(() => undefined)
    this.#firstToken ??= view.token
    this.#session.learn(relations)
    return new TimelineSource(this.#context, this.#session, { ...home, view, complete: true, downTo: this.#downTo })
  }

  /** A page that was made from a fill is not answered before the fill is written: the next page finds it. */
  written(): Promise<void> {
    return this.#written
  }

  async #load(home: HomeTimelines, before: Position | undefined, want: number): Promise<TimelineSource | undefined> {
    const ahead = pullAhead(this.#context, this.#session, { before, want })
    const view = await home.timelines.read(this.#session.viewerId, before, want, this.#session.budget)
    this.#firstToken ??= view?.token
    return isServable(view)
      ? new TimelineSource(this.#context, this.#session, { ...home, view, ahead, downTo: this.#downTo })
      : undefined
  }
}
