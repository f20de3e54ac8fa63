import type { FeedPage } from '../api/page'
import type { HomeTimelineRequest } from '../api/requests'
import type { BodyContext, EngineContext } from '../context/engine-context'
import { FeedError, type Position, type UserId } from '../model'
import { mendTimeline } from '../read/mend-timeline'
import { newestFirst } from '../read/newest-first'
import type { PageFiller } from '../read/page-filler'
import { checkPage } from '../read/page-request'
import { seenBy } from '../read/seen-posts'
import { decodeTop, homeScope } from '../read/top-cursor'
import type { CallBudget } from '../runtime/call-budget'
import type { HomeTimelines } from '../timeline/home-timelines'
import { readFields } from '../validate/fields'
import { checkBoolean, checkId, checkOneOf, checkText } from '../validate/scalars'
import { rankedHomeTimeline } from './ranked-home-timeline'
import type { RankedSessions } from './ranked-sessions'

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
  const page = await feedPage(context, parts, asked, budget)
  const isFirst = asked.cursor === undefined && asked.since === undefined
  const isShort = isFirst && page.nextCursor === undefined && page.items.length < asked.limit
  return isShort && parts.filler !== undefined ? parts.filler.fillUp(page, asked, budget) : page
}

async function feedPage<Body>(
  context: BodyContext<Body>,
  parts: { readonly home: HomeTimelines | undefined; readonly sessions: RankedSessions },
  asked: ReturnType<typeof checkRequest>,
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
  if (home !== undefined) mendTimeline(home, viewerId, outcome.source, [])
  return outcome.page
}

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
