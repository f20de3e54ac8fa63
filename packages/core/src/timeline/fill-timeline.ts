import pLimit from 'p-limit'
import { type EngineContext, firstPosition, freshToken } from '../context/engine-context'
import { EVERY_READER, highestPosition, lowestPosition, type ReaderClass, type UserId } from '../model'
import type { ReplaceParams, ViewerRelations } from '../ports'
import { followeesOf } from '../pull/followees'
import { perAuthor, pullNewest } from '../pull/pull-newest'
import type { ReaderClasses } from '../readers/reader-classes'
import { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import { SingleFlight } from '../runtime/single-flight'
import type { FillLeases } from './fill-leases'
import type { TimelineView } from './timeline-view'
import type { Timelines } from './timelines'

/** Fills that one process runs at once: a cold start must not take the stores down with it. */
const CONCURRENT_FILLS = 16
/** Followees that the graph lists together with the viewer's relations to them; of more it lists the ids alone. */
const FOLLOWEES_AT_ONCE = 250
/** Posts of each followee that are listed at once: with fewer, busy authors would take a second round trip. */
const LEAST_PER_FOLLOWEE = 12

/** What a fill has found, before it is written. */
export interface FilledTimeline {
  /** The timeline as it will be, but for what is pushed meanwhile. */
  readonly view: TimelineView
  /** What the graph said when the fill began; no author whose posts are in the view is to be pulled. */
  readonly relations: ViewerRelations
  /** Settles when the timeline is written. */
  readonly written: Promise<void>
}

type Found = Omit<FilledTimeline, 'written'>

interface Followed {
  readonly relations: ViewerRelations
  readonly followees: readonly UserId[]
}

/** A timeline that takes what is pushed to a class of readers. */
interface OpenTimeline {
  readonly token: string
  readonly readerClass: ReaderClass
}

/** Fills cold timelines from the stores, one flight per timeline and process, and with a cache one over all processes. */
export class TimelineFiller {
  readonly #context: EngineContext
  readonly #timelines: Timelines
  readonly #readers: ReaderClasses
  readonly #leases: FillLeases | undefined
  readonly #flights = new SingleFlight<void>()
  readonly #limit = pLimit(CONCURRENT_FILLS)

  constructor(
    context: EngineContext,
    parts: {
      readonly timelines: Timelines
      readonly readers: ReaderClasses
      readonly leases: FillLeases | undefined
    },
  ) {
    this.#context = context
    this.#timelines = parts.timelines
    this.#readers = parts.readers
    this.#leases = parts.leases
  }

  /**
   * Fills the viewer's timeline, or waits for the fill that runs. Whose call began the fill gets what it found, as soon
   * as that is known: what was pushed before the call is in it. All others have to read the timeline again.
   * @param outdated a filled timeline whose coverage has to be renewed; absent for one that is cold
   */
  async fill(viewerId: UserId, outdated?: TimelineView): Promise<FilledTimeline | undefined> {
    let mine: Promise<Found> | undefined
    const written = this.#flights.run(viewerId, () => {
      const { promise, resolve } = pending<Found>()
      mine = promise
      return this.#limit(() => this.#fill(viewerId, outdated, resolve))
    })
    const found = await Promise.race([written, ...(mine === undefined ? [] : [mine])])
    return found === undefined ? undefined : { ...found, written }
  }

  async #fill(viewerId: UserId, outdated: TimelineView | undefined, tell: (found: Found) => void): Promise<void> {
    const budget = new CallBudget(this.#context.runtime.clock, this.#context.options.deadlineMs, undefined)
    const followees = this.#followees(viewerId, budget)
    followees.catch(() => undefined)
    if (this.#leases === undefined || outdated !== undefined) {
      return this.#pullAndWrite({ viewerId, outdated, followees }, budget, tell)
    }
    const lease = await this.#leases.take(viewerId, budget)
    if (lease === 'filled elsewhere') return
    try {
      await this.#pullAndWrite({ viewerId, outdated, followees }, budget, tell)
    } finally {
      lease.giveBack()
    }
  }

  /** Opens first and pulls afterwards: what the pull misses was stored later, and so is pushed into the open timeline. */
  async #pullAndWrite(
    fill: {
      readonly viewerId: UserId
      readonly outdated: TimelineView | undefined
      readonly followees: Promise<Followed>
    },
    budget: CallBudget,
    tell: (found: Found) => void,
  ): Promise<void> {
    const context = this.#context
    const { viewerId, outdated } = fill
    const [opened, { relations, followees }] = await Promise.all([
      outdated === undefined ? this.#open(viewerId, budget) : stillOpen(outdated),
      fill.followees,
    ])
    if (opened === 'covered') return
    const { token, readerClass } = opened
    const { maxEntries } = context.options.timeline
    const ranges = [viewerId, ...followees].map((authorId) => ({ authorId }))
    const count = maxEntries + 1
    const limitPerAuthor = Math.max(LEAST_PER_FOLLOWEE, perAuthor(count, ranges.length))
    const params = { ranges, count, limitPerAuthor, enough: Math.ceil(maxEntries / 2) }
    const { entries, completeFrom } = await pullNewest(context, params, budget)

    const complete = completeFrom <= firstPosition(context) ? lowestPosition(context.ids.width) : completeFrom
    const change = {
      token,
      nextToken: freshToken(context.runtime),
      add: entries
        .slice(0, maxEntries)
        .map(({ position, authorId }) => ({ position, authorHint: context.hints.of(context.tenant, authorId) })),
      remove: [],
      watermark: entries[maxEntries]?.position ?? complete,
      coverage: { graphVersion: relations.graphVersion, readerClass },
    }
    tell({ view: viewOf(change), relations })
    const outcome = await this.#timelines.replace(viewerId, change, budget)
    context.runtime.metrics.count(METRICS.rebuilds, 1, { outcome })
  }

  /** Opens a timeline for the class that its reader has now. */
  async #open(viewerId: UserId, budget: CallBudget): Promise<OpenTimeline | 'covered'> {
    const token = freshToken(this.#context.runtime)
    const readerClass = await this.#readers.classOf(viewerId)
    const status = await this.#timelines.open(viewerId, token, readerClass, budget)
    return status === 'covered' ? status : { token, readerClass }
  }

  /** Whom the viewer follows, and the version of that: together, or the version first. */
  async #followees(viewerId: UserId, budget: CallBudget): Promise<Followed> {
    const { tenant, graph, ids } = this.#context
    const relations = await graph.viewerRelations(
      {
        tenant,
        viewerId,
        authorIds: [],
        readerClass: EVERY_READER,
        pulledAbove: highestPosition(ids.width),
        followedAfterVersion: -1,
        newFolloweesLimit: FOLLOWEES_AT_ONCE,
      },
      budget.forPort(),
    )
    const followees = relations.moreNewFollowees
      ? await followeesOf(this.#context, viewerId, budget)
      : relations.newFollowees
    return { relations, followees }
  }
}

/** Renewed for the class that it was open for all the time: what was not pushed to it is not claimed. */
function stillOpen({ token, coverage }: TimelineView): OpenTimeline {
  return { token, readerClass: coverage.readerClass }
}

function pending<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

function viewOf({ add, nextToken, watermark, coverage }: Omit<ReplaceParams, 'feed' | 'maxEntries'>): TimelineView {
  const entries = add.filter(({ position }) => position > watermark)
  return { entries, more: false, watermark, coverage, token: nextToken }
}
