import type { Degradation, FeedPage } from '../api/page'
import type { HomeTimelineRequest } from '../api/requests'
import type { BodyContext, EngineContext } from '../context/engine-context'
import type { CursorScope, GapCursor, ScrollCursor } from '../cursor/cursor'
import { FeedError, lowestPosition, type Position, successorOf, type UserId } from '../model'
import { createPageProfiles } from '../profiles/page-profiles'
import { rankedHomeTimeline } from '../ranking/ranked-home-timeline'
import type { RankedSessions } from '../ranking/ranked-sessions'
import type { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import type { HomeTimelines } from '../timeline/home-timelines'
import { TimelineCacheTrouble } from '../timeline/timelines'
import { readFields } from '../validate/fields'
import { checkBoolean, checkId, checkOneOf, checkText } from '../validate/scalars'
import { type AssembledPage, assemblePage } from './assemble-page'
import { HomeSource } from './home-source'
import type { PageFiller } from './page-filler'
import { checkPage, toPage } from './page-request'
import { ReadSession } from './read-session'
import { type SeenPosts, seenBy } from './seen-posts'
import { decodeTop, homeScope } from './top-cursor'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

const NAMES = [
  'viewerId',
  'limit',
  'cursor',
  'since',
  'read',
  'ranking',
  'region',
  'hideSeen',
  'debug',
] as const satisfies readonly (keyof HomeTimelineRequest)[]

/** A timeline is compacted when a page met this many entries in vain: often enough to stay clean, rarely enough to be free. */
const MIN_GARBAGE = 4

/** What the viewer should see now, in the order asked for. */
export async function homeTimeline<Body>(
  context: BodyContext<Body>,
  parts: {
    readonly home: HomeTimelines | undefined
    readonly sessions: RankedSessions
    /** Absent: short feeds stay short. */
    readonly filler: PageFiller<Body> | undefined
  },
  request: unknown,
  budget: CallBudget,
): Promise<FeedPage<Body>> {
  const asked = checkRequest(context, request, budget)
  const page = await pageOf(context, parts, asked, budget)
  const isFirst = asked.cursor === undefined && asked.since === undefined
  const isShort = isFirst && page.nextCursor === undefined && page.items.length < asked.limit
  return isShort && parts.filler !== undefined ? parts.filler.fillUp(page, asked, budget) : page
}

async function pageOf<Body>(
  context: BodyContext<Body>,
  parts: { readonly home: HomeTimelines | undefined; readonly sessions: RankedSessions },
  asked: CheckedRequest,
  budget: CallBudget,
): Promise<FeedPage<Body>> {
  const { viewerId, cursor } = asked
  const home = asked.read === 'strict' ? undefined : parts.home
  if (cursor === undefined) home?.readers.visited(viewerId)

  const goesOn = cursor?.kind === 'scroll' || cursor?.kind === 'gap'
  if (goesOn || (cursor === undefined && asked.ranking === 'chronological')) {
    return newestFirst(context, home, { ...asked, cursor, degraded: [] }, budget)
  }
  const outcome = await rankedHomeTimeline(context, home, parts.sessions, { ...asked, cursor }, budget)
  if ('instead' in outcome) {
    return newestFirst(context, home, { ...asked, cursor: outcome.instead, degraded: outcome.degraded }, budget)
  }
  if (home !== undefined) mend(home, viewerId, outcome.source, [])
  return outcome.page
}

/** Forgets the viewer's timeline and fills it anew. */
export async function rebuildTimeline(
  home: HomeTimelines | undefined,
  request: unknown,
  budget: CallBudget,
): Promise<void> {
  const given = readFields(request, ['viewerId'], { ...ARGUMENT, path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  if (home === undefined) return
  try {
    await home.timelines.evict(viewerId, budget)
    const filled = await home.filler.fill(viewerId)
    await filled?.written
  } catch (error) {
    throw error instanceof TimelineCacheTrouble ? error.toFeedError() : error
  }
}

type CheckedRequest = ReturnType<typeof checkRequest>

function checkRequest(context: BodyContext<unknown>, request: unknown, budget: CallBudget) {
  const given = readFields(request, NAMES, { ...ARGUMENT, path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const since = checkSince(context, given, viewerId)
  const otherwise = since === undefined ? context.options.ranking.default : 'chronological'
  const { read = 'cached', ranking = otherwise, debug = false, hideSeen = false } = given
  const scope = homeScope(context, viewerId)
  const page = checkPage(context, given, scope, ['scroll', 'gap', 'ranked'])
  if (page.cursor?.kind === 'ranked' && given.ranking === 'chronological') {
    throw new FeedError({ code: 'CURSOR_SCOPE', field: 'cursor', rule: 'belongs to a ranked feed' })
  }
  return {
    viewerId,
    read: checkOneOf(read, 'read', { ...ARGUMENT, choices: ['cached', 'strict'] }),
    ranking: checkOneOf(ranking, 'ranking', { ...ARGUMENT, choices: ['chronological', 'ranked'] }),
    region: given.region === undefined ? undefined : checkText(given.region, 'region', { ...ARGUMENT, maxBytes: 256 }),
    debug: checkBoolean(debug, 'debug'),
    seen: checkBoolean(hideSeen, 'hideSeen') ? seenBy(context, viewerId, budget) : undefined,
    since,
    scope,
    ...page,
  }
}

/** The position of a top cursor. What was read newest first can be gone on with only in that order. */
function checkSince(
  context: EngineContext,
  given: { readonly since?: unknown; readonly cursor?: unknown; readonly ranking?: unknown },
  viewerId: UserId,
): Position | undefined {
  if (given.since === undefined) return undefined
  if (given.cursor !== undefined) {
    throw new FeedError({ ...ARGUMENT, field: 'since', rule: 'cannot be combined with cursor' })
  }
  if (given.ranking === 'ranked') {
    throw new FeedError({ ...ARGUMENT, field: 'since', rule: 'cannot be combined with ranking: ranked' })
  }
  return decodeTop(context, given.since, viewerId)
}

async function newestFirst<Body>(
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
  const session = new ReadSession(context, viewerId, budget, { profiles, seen })
  const source = new HomeSource(context, session, home)
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: true, replies: context.options.replies }
  const assembled = await assemblePage(context, session, { source, rules, cursor, limit, downTo })
  await source.written()

  if (home !== undefined) mend(home, viewerId, source, assembled.garbage)
  const { freshness, belowWatermark } = source
  const page = cursor === undefined ? 'first' : 'next'
  context.runtime.metrics.count(METRICS.pages, 1, { feed: 'home', freshness, page, belowWatermark })
  const degraded = [...source.degraded, ...asked.degraded, ...(seen?.degraded ?? [])]
  const dropped = asked.debug ? assembled.dropped : undefined
  const top = cursor === undefined ? (assembled.newest ?? lowestPosition(context.ids.width)) : undefined
  const gap = gapBelow(assembled, downTo ?? asked.since)
  return toPage(context, assembled, { scope, freshness, degraded, profiles, dropped, top, gap })
}

/** Where to go on towards what was seen before, if anything lies between. */
function gapBelow({ next, nextItem }: AssembledPage<unknown>, downTo: Position | undefined): GapCursor | undefined {
  if (next === undefined || downTo === undefined) return undefined
  const mayLieBetween = nextItem === undefined ? next.before > successorOf(downTo) : nextItem > downTo
  return mayLieBetween ? { ...next, kind: 'gap', downTo } : undefined
}

/** One change at a time: the first voids the token that the other would be made under. */
function mend(
  home: HomeTimelines,
  viewerId: UserId,
  source: HomeSource,
  garbage: AssembledPage<unknown>['garbage'],
): void {
  const view = source.unchangedView
  if (view === undefined) return
  const readerClass = home.readers.classAfter(viewerId, view.coverage.readerClass)
  if (readerClass !== view.coverage.readerClass) home.mender.changeClass(viewerId, view, readerClass)
  else if (garbage.length >= MIN_GARBAGE) home.mender.compact(viewerId, view, garbage)
}
