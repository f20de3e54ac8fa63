import type { FeedPage } from '../api/page'
import type { BodyContext } from '../context/engine-context'
import type { UserId } from '../model'
import { createPageProfiles } from '../profiles/page-profiles'
import type { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import type { HomeTimelines } from '../timeline/home-timelines'
import { TimelineCacheTrouble } from '../timeline/timelines'
import { readFields } from '../validate/fields'
import { checkId, checkOneOf } from '../validate/scalars'
import { type AssembledPage, assemblePage } from './assemble-page'
import { HomeSource } from './home-source'
import { checkPage, toPage } from './page-request'
import { ReadSession } from './read-session'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

/** A timeline is compacted when a page met this many entries in vain: often enough to stay clean, rarely enough to be free. */
const MIN_GARBAGE = 4

/** What the viewer should see now. */
export async function homeTimeline<Body>(
  context: BodyContext<Body>,
  home: HomeTimelines | undefined,
  request: unknown,
  budget: CallBudget,
): Promise<FeedPage<Body>> {
  const given = readFields(request, ['viewerId', 'limit', 'cursor', 'read'], { ...ARGUMENT, path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const read =
    given.read === undefined ? 'cached' : checkOneOf(given.read, 'read', { ...ARGUMENT, choices: ['cached', 'strict'] })
  const scope = { tenant: context.tenant, kind: 'home', ownerId: viewerId, viewerId } as const
  const { limit, cursor } = checkPage(context, given, scope, ['scroll'])

  if (cursor === undefined && read === 'cached') home?.readers.visited(viewerId)
  const profiles = createPageProfiles(context, budget)
  const session = new ReadSession(context, viewerId, budget, profiles)
  const source = new HomeSource(context, session, read === 'strict' ? undefined : home)
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: true, replies: context.options.replies }
  const assembled = await assemblePage(context, session, { source, rules, cursor, limit })
  await source.written()

  if (home !== undefined) mend(home, viewerId, source, assembled)
  const { freshness, degraded, belowWatermark } = source
  const page = cursor === undefined ? 'first' : 'next'
  context.runtime.metrics.count(METRICS.pages, 1, { feed: 'home', freshness, page, belowWatermark })
  return toPage(context, assembled, { scope, freshness, degraded, profiles })
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

/** One change at a time: the first voids the token that the other would be made under. */
function mend(home: HomeTimelines, viewerId: UserId, source: HomeSource, { garbage }: AssembledPage<unknown>): void {
  const view = source.unchangedView
  if (view === undefined) return
  const readerClass = home.readers.classAfter(viewerId, view.coverage.readerClass)
  if (readerClass !== view.coverage.readerClass) home.mender.changeClass(viewerId, view, readerClass)
  else if (garbage.length >= MIN_GARBAGE) home.mender.compact(viewerId, view, garbage)
}
