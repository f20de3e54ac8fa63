import type { FeedPage } from '../api/page'
import type { BodyContext } from '../context/engine-context'
import { createPageCounters } from '../counters/page-counters'
import type { CursorScope, RankedCursor } from '../cursor/cursor'
import { lowestPosition, maxPosition, type Position, type PositionWidth, type UserId } from '../model'
import { createPageProfiles } from '../profiles/page-profiles'
import type { HomeSource } from '../read/home-source'
import { toPage } from '../read/page-request'
import type { SeenPosts } from '../read/seen-posts'
import type { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import type { HomeTimelines } from '../timeline/home-timelines'
import { assembleRankedPage } from './assemble-ranked-page'
import type { RankedSessions } from './ranked-sessions'
import { type Fallback, type SessionAt, SessionOpener } from './session-opener'
import { SessionTail } from './session-tail'

/** What a ranked page is asked with, checked. */
export interface RankedRequest {
  readonly viewerId: UserId
  readonly limit: number
  /** Of the page before; absent: a session begins. */
  readonly cursor: RankedCursor | undefined
  readonly scope: CursorScope
  readonly debug: boolean
  readonly seen: SeenPosts | undefined
}

/** A page of a ranked feed, and what it was read from; or where the feed goes on newest first. */
export type RankedOutcome<Body> = { readonly page: FeedPage<Body>; readonly source: HomeSource } | Fallback

/** @param home absent: everything is pulled */
export async function rankedHomeTimeline<Body>(
  context: BodyContext<Body>,
  home: HomeTimelines | undefined,
  sessions: RankedSessions,
  request: RankedRequest,
  budget: CallBudget,
): Promise<RankedOutcome<Body>> {
  const { viewerId, cursor, seen } = request
  const profiles = createPageProfiles(context, budget)
  const counters = createPageCounters(context, viewerId, budget)
  const opener = new SessionOpener(context, sessions, { viewerId, home, budget, counters, seen })
  const at: SessionAt | Fallback = cursor === undefined ? await opener.start() : await opener.goOn(cursor)
  if ('instead' in at) return at

  const { session, place, read, source } = at
  profiles?.meet(likelyAuthors(at, request.limit))
  const tail = new SessionTail(source, read, session)
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: true, replies: context.options.replies }
  const [assembled] = await Promise.all([
    assembleRankedPage(context, read, { session, place, tail, rules, limit: request.limit }),
    at.isNew ? sessions.save(viewerId, session) : undefined,
  ])
  await source.written()

  const { freshness, belowWatermark } = source
  const kind = cursor === undefined ? 'first' : 'next'
  context.runtime.metrics.count(METRICS.pages, 1, { feed: 'home', freshness, page: kind, belowWatermark })
  const { scorer, rankedAtMs, e95, population } = session
  const page = await toPage(context, assembled, {
    scope: request.scope,
    freshness,
    degraded: [...source.degraded, ...at.degraded, ...(seen?.degraded ?? [])],
    profiles,
    counters,
    top: cursor === undefined ? newestOf([...session.order, ...at.dropped], context.ids.width) : undefined,
    ranking: { scorer, rankedAtMs, e95, population, restarted: at.restarted },
    dropped: request.debug ? [...at.dropped, ...assembled.dropped, ...tail.dropped] : undefined,
  })
  return { page, source }
}

function newestOf(posts: readonly { readonly position: Position }[], width: PositionWidth): Position {
  return posts.reduce((newest, { position }) => maxPosition(newest, position), lowestPosition(width))
}

/** Whose posts the page will show, as far as the session has just read them. */
function likelyAuthors({ session, place, read }: SessionAt, limit: number): readonly UserId[] {
  const likely = session.order.slice(place.offset, place.offset + limit)
  return likely.flatMap(({ position }) => read.recalledAt(position)?.authorId ?? [])
}
