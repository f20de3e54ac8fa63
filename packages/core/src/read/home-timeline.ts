import type { Degradation, FeedPage } from '../api/page'
import type { BodyContext } from '../context/engine-context'
import type { CursorScope, ScrollCursor } from '../cursor/cursor'
import { FeedError, type UserId } from '../model'
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

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

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
  const asked = checkRequest(context, request)
  const page = await pageOf(context, parts, asked, budget)
  const isShort = asked.cursor === undefined && page.nextCursor === undefined && page.items.length < asked.limit
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

  if (cursor?.kind === 'scroll' || (cursor === undefined && asked.ranking === 'chronological')) {
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

function checkRequest(context: BodyContext<unknown>, request: unknown) {
  const given = readFields(request, ['viewerId', 'limit', 'cursor', 'read', 'ranking', 'region', 'debug'], {
    ...ARGUMENT,
    path: 'request',
  })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const { read = 'cached', ranking = context.options.ranking.default, debug = false } = given
  const scope: CursorScope = { tenant: context.tenant, kind: 'home', ownerId: viewerId, viewerId }
  const page = checkPage(context, given, scope)
  if (page.cursor?.kind === 'ranked' && given.ranking === 'chronological') {
    throw new FeedError({ code: 'CURSOR_SCOPE', field: 'cursor', rule: 'belongs to a ranked feed' })
  }
  return {
    viewerId,
    read: checkOneOf(read, 'read', { ...ARGUMENT, choices: ['cached', 'strict'] }),
    ranking: checkOneOf(ranking, 'ranking', { ...ARGUMENT, choices: ['chronological', 'ranked'] }),
    region: given.region === undefined ? undefined : checkText(given.region, 'region', { ...ARGUMENT, maxBytes: 256 }),
    debug: checkBoolean(debug, 'debug'),
    scope,
    ...page,
  }
}

async function newestFirst<Body>(
  context: BodyContext<Body>,
  home: HomeTimelines | undefined,
  asked: {
    readonly viewerId: UserId
    readonly limit: number
    readonly cursor: ScrollCursor | undefined
    readonly scope: CursorScope
    readonly debug: boolean
    readonly degraded: readonly Degradation[]
  },
  budget: CallBudget,
): Promise<FeedPage<Body>> {
  const { viewerId, limit, cursor, scope } = asked
  const profiles = createPageProfiles(context, budget)
  const session = new ReadSession(context, viewerId, budget, profiles)
  const source = new HomeSource(context, session, home)
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: true, replies: context.options.replies }
  const assembled = await assemblePage(context, session, { source, rules, cursor, limit })
  await source.written()

  if (home !== undefined) mend(home, viewerId, source, assembled.garbage)
  const { freshness, belowWatermark } = source
  const page = cursor === undefined ? 'first' : 'next'
  context.runtime.metrics.count(METRICS.pages, 1, { feed: 'home', freshness, page, belowWatermark })
  const degraded = [...source.degraded, ...asked.degraded]
  const dropped = asked.debug ? assembled.dropped : undefined
  return toPage(context, assembled, { scope, freshness, degraded, profiles, dropped })
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
