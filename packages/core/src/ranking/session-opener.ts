import type { Degradation } from '../api/page'
import type { EngineContext } from '../context/engine-context'
import type { PageCounters } from '../counters/page-counters'
import type { RankedCursor, ScrollCursor } from '../cursor/cursor'
import { FeedError, isFeedError, type Position, type UserId } from '../model'
import type { Dropped } from '../read/assemble-page'
import { HomeSource } from '../read/home-source'
import { ReadSession } from '../read/read-session'
import type { SeenPosts } from '../read/seen-posts'
import { type CallBudget, within } from '../runtime/call-budget'
import type { HomeTimelines } from '../timeline/home-timelines'
import type { RankedPlace } from './assemble-ranked-page'
import { withCounts } from './engagement-counts'
import { type Gathered, gatherCandidates } from './gather-candidates'
import { rankCandidates } from './rank-candidates'
import type { RankedSession } from './ranked-session'
import type { RankedSessions } from './ranked-sessions'
import { readScoringViewer } from './scoring-viewer'

/** A session, where in it the page begins, and the read that the page goes on with. */
export interface SessionAt {
  readonly session: RankedSession
  readonly place: RankedPlace
  readonly read: ReadSession
  readonly source: HomeSource
  /** Whether it has to be kept for the pages that follow. */
  readonly isNew: boolean
  readonly restarted: boolean
  readonly degraded: readonly Degradation[]
  /** Candidates that are no part of the order. */
  readonly dropped: readonly Dropped[]
}

/** The session is lost: the feed goes on below it, newest first. */
export interface Fallback {
  readonly instead: ScrollCursor
  readonly degraded: readonly Degradation[]
}

/** Begins, finds and renews the sessions of one viewer, within one read. */
export class SessionOpener {
  readonly #context: EngineContext
  readonly #sessions: RankedSessions
  readonly #viewerId: UserId
  readonly #budget: CallBudget
  readonly #counters: PageCounters | undefined
  readonly #newRead: () => { readonly read: ReadSession; readonly source: HomeSource }

  constructor(
    context: EngineContext,
    sessions: RankedSessions,
    parts: {
      readonly viewerId: UserId
      /** Absent: everything is pulled. */
      readonly home: HomeTimelines | undefined
      readonly budget: CallBudget
      readonly counters: PageCounters | undefined
      readonly seen: SeenPosts | undefined
    },
  ) {
    const { viewerId, home, budget, counters, seen } = parts
    this.#context = context
    this.#sessions = sessions
    this.#viewerId = viewerId
    this.#budget = budget
    this.#counters = counters
    this.#newRead = () => {
      const read = new ReadSession(context, viewerId, budget, { counters, seen })
      return { read, source: new HomeSource(context, read, home) }
    }
  }

  /**
   * The session of a cursor. An expired one is ranked anew without what was served; but once its order is behind, the
   * scroll goes on below it, where time changes nothing. A lost one is gone.
   */
  async goOn(cursor: RankedCursor): Promise<SessionAt | Fallback> {
    const session = await this.#sessions.load(this.#viewerId, cursor.session, this.#budget)
    if (session === undefined) {
      const instead: ScrollCursor = { kind: 'scroll', before: cursor.floor, shown: cursor.shown }
      return { instead, degraded: ['ranking-session-lost'] }
    }
    const { order } = session
    if (cursor.offset >= order.length || this.#sessions.isAlive(session)) {
      const rest = { isNew: false, restarted: false, degraded: [], dropped: [] }
      return { session, place: cursor, ...this.#newRead(), ...rest }
    }
    const behind = order.slice(0, cursor.offset).map(({ position }) => position)
    return this.start([...session.served, ...behind], cursor.shown)
  }

  /** A session of the newest posts, without those that were served. */
  async start(served: readonly Position[] = [], shown: readonly Position[] = []): Promise<SessionAt> {
    const { runtime, options } = this.#context
    const rankedAtMs = runtime.clock.now()
    const restarted = served.length > 0
    const fresh = this.#newRead()
    const wanted = options.ranking.candidates
    const signals = readScoringViewer(this.#context, this.#viewerId, this.#budget)
    let gathered: Gathered
    try {
      gathered = await this.#inTime(gatherCandidates(fresh.read, fresh.source, wanted, new Set(served)))
    } catch (error) {
      const stale = await this.#stale(error, served)
      const place = { offset: 0, before: stale.below, shown }
      const degraded = ['ranking-stale-snapshot'] as const
      return { session: stale, place, ...this.#newRead(), isNew: true, restarted, degraded, dropped: [] }
    }
    const { viewer, failed } = await signals
    const counted = await withCounts(this.#counters, gathered.candidates)
    const degraded: readonly Degradation[] = [
      ...(failed ? (['signals-unavailable'] as const) : []),
      ...(counted.complete ? [] : (['counters-unavailable'] as const)),
    ]
    const ranking = await rankCandidates(
      this.#context,
      { ...gathered, candidates: counted.candidates },
      viewer,
      rankedAtMs,
      () => this.#sessions.latest(this.#viewerId, this.#budget),
    )
    const { hidden, degraded: fallen, ...order } = ranking
    return {
      session: { id: this.#sessions.newId(), rankedAtMs, ...order, served },
      place: { offset: 0, before: order.below, shown },
      ...fresh,
      isNew: true,
      restarted,
      degraded: [...degraded, ...fallen],
      dropped: hidden.map(({ position }) => ({ position, reason: 'fatigue' })),
    }
  }

  /** Gathering gets half of the time that is left: the other half is for a page without it. */
  #inTime<T>(work: Promise<T>): Promise<T> {
    const limitMs = Math.max(1, Math.floor(this.#budget.remainingMs / 2))
    const late = (): Error => new FeedError({ code: 'DEADLINE_EXCEEDED', rule: 'candidates took too long' })
    return within(this.#context.runtime.timers, limitMs, work, late)
  }

  /** The viewer's latest session as a new one, if it is the stores that failed, and there was one. */
  async #stale(error: unknown, served: readonly Position[]): Promise<RankedSession> {
    const mayHelp = isFeedError(error) && (error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED')
    const latest = mayHelp ? await this.#sessions.latest(this.#viewerId, this.#budget) : undefined
    if (latest === undefined) throw error
    this.#context.runtime.logger.warn('candidates cannot be gathered, the latest session is served again', {
      error: String(error),
    })
    const behind = new Set(served)
    return {
      ...latest,
      id: this.#sessions.newId(),
      order: latest.order.filter(({ position }) => !behind.has(position)),
      served: [...latest.served, ...served],
    }
  }
}
