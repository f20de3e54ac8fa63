import type { Degradation, FeedPage } from '../api/page'
import type { BodyContext } from '../context/engine-context'
import { createPageCounters } from '../counters/page-counters'
import type { CursorScope, GapCursor, ScrollCursor } from '../cursor/cursor'
import { lowestPosition, type Position, successorOf, type UserId } from '../model'
import { createPageProfiles } from '../profiles/page-profiles'
import type { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import type { HomeTimelines } from '../timeline/home-timelines'
import { type AssembledPage, assemblePage } from './assemble-page'
import { HomeSource } from './home-source'
import { mendTimeline } from './mend-timeline'
import { toPage } from './page-request'
import { ReadSession } from './read-session'
import type { SeenPosts } from './seen-posts'

/**
 * A page of a home feed, newest first.
 * @param home absent: everything is pulled
 */
export async function newestFirst<Body>(
  context: BodyContext<Body>,
  home: HomeTimelines | undefined,
  asked: {
    readonly viewerId: UserId
    readonly limit: number
    readonly cursor: ScrollCursor | GapCursor | undefined
    readonly since: Position | undefined
    readonly seen: SeenPosts | undefined
    readonly scope: CursorScope
    readonly debug: boolean
    readonly degraded: readonly Degradation[]
  },
  budget: CallBudget,
): Promise<FeedPage<Body>> {
  const { viewerId, limit, cursor, scope, seen } = asked
  const downTo = cursor?.kind === 'gap' ? cursor.downTo : undefined
  const profiles = createPageProfiles(context, budget)
  const counters = createPageCounters(context, viewerId, budget)
  const session = new ReadSession(context, viewerId, budget, { profiles, counters, seen })
  const source = new HomeSource(context, session, home)
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: true, replies: context.options.replies }
  const assembled = await assemblePage(context, session, { source, rules, cursor, limit, downTo })
  await source.written()

  if (home !== undefined) mendTimeline(home, viewerId, source, assembled.garbage)
  const { freshness, belowWatermark } = source
  const page = cursor === undefined ? 'first' : 'next'
  context.runtime.metrics.count(METRICS.pages, 1, { feed: 'home', freshness, page, belowWatermark })
  const degraded = [...source.degraded, ...asked.degraded, ...(seen?.degraded ?? [])]
  const dropped = asked.debug ? assembled.dropped : undefined
  const top = cursor === undefined ? (assembled.newest ?? lowestPosition(context.ids.width)) : undefined
  const gap = gapBelow(assembled, downTo ?? asked.since)
  return toPage(context, assembled, { scope, freshness, degraded, profiles, counters, dropped, top, gap })
}

/** Where to go on towards what was seen before, if anything lies between. */
function gapBelow({ next, nextItem }: AssembledPage<unknown>, downTo: Position | undefined): GapCursor | undefined {
  if (next === undefined || downTo === undefined) return undefined
  const mayLieBetween = nextItem === undefined ? next.before > successorOf(downTo) : nextItem > downTo
  return mayLieBetween ? { ...next, kind: 'gap', downTo } : undefined
}
