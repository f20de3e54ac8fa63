import type { FeedItem } from '../api/page'
import { type BodyContext, firstPosition } from '../context/engine-context'
import type { Cursor } from '../cursor/cursor'
import type { Position } from '../model'
import type { AdmissionRules } from '../read/admission'
import { assemblePage, type Dropped } from '../read/assemble-page'
import type { CandidateSource } from '../read/candidates'
import { originalPosition, toItem } from '../read/page-item'
import type { ReadSession } from '../read/read-session'
import { RepostWindow } from '../read/repost-window'
import { METRICS } from '../runtime/metrics'
import { explain } from './explain'
import type { RankedSession } from './ranked-session'

/** Posts beyond the page that are confirmed with it: they make up for what filters drop. */
const RESERVE = 5

/** Where a ranked scroll stands before or after a page. */
export interface RankedPlace {
  /** How much of the order is behind. */
  readonly offset: number
  /** Where the feed goes on after the order: exclusive. */
  readonly before: Position
  readonly shown: readonly Position[]
}

export interface RankedPage<Body> {
  readonly items: readonly FeedItem<Body>[]
  readonly next?: Cursor
  readonly gaveUp: boolean
  readonly dropped: readonly Dropped[]
}

/**
 * A page of a session: its order as far as that goes, then what lies below it, newest first. Each post is confirmed in
 * this read, and what may not be seen any more makes room for the next. A next cursor is there exactly when it leads to
 * something.
 */
export async function assembleRankedPage<Body>(
  context: BodyContext<Body>,
  read: ReadSession,
  params: {
    readonly session: RankedSession
    readonly place: RankedPlace
    /** The feed below the session. */
    readonly tail: CandidateSource
    readonly rules: AdmissionRules
    readonly limit: number
  },
): Promise<RankedPage<Body>> {
  const { session, place, rules, limit } = params
  const window = new RepostWindow(place.shown)
  const items: FeedItem<Body>[] = []
  const dropped: Dropped[] = []
  const { order } = session
  let confirmed = place.offset

  for (let offset = place.offset; offset < order.length; offset++) {
    const ranked = order[offset]
    if (ranked === undefined) break
    if (offset === confirmed) {
      const batch = order.slice(offset, offset + limit + 1 - items.length + RESERVE)
      await read.hydrate(batch.map(({ position }) => position))
      await read.complete()
      confirmed += batch.length
    }
    const candidate = { position: ranked.position, source: 'session' } as const
    const item = toItem(context, { candidate, rules, session: read, window })
    if (typeof item === 'string') {
      context.runtime.metrics.count(METRICS.dropped, 1, { reason: item })
      dropped.push({ position: ranked.position, reason: item })
    } else if (items.length === limit) {
      const next = rankedCursor(session, { offset, before: place.before, shown: window.toArray() })
      return { items, next, gaveUp: false, dropped }
    } else {
      const ranking = explain(ranked)
      items.push(ranking === undefined ? item : { ...item, why: { ...item.why, ranking } })
      window.add(originalPosition(context, candidate, item.post))
    }
  }
  if (place.before <= firstPosition(context)) return { items, gaveUp: false, dropped }
  const below = await assemblePage(context, read, {
    source: params.tail,
    rules,
    cursor: { before: place.before, shown: window.toArray() },
    limit: limit - items.length,
  })
  const { gaveUp, next } = below
  const page = { items: [...items, ...below.items], gaveUp, dropped: [...dropped, ...below.dropped] }
  if (next === undefined) return page
  return { ...page, next: rankedCursor(session, { offset: order.length, before: next.before, shown: next.shown }) }
}

function rankedCursor({ id, served }: RankedSession, place: RankedPlace): Cursor {
  const floor = served.reduce((lowest, position) => (position < lowest ? position : lowest), place.before)
  return { kind: 'ranked', session: id, floor, ...place }
}
