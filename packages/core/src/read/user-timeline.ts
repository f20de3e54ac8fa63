import type { FeedPage } from '../api/page'
import type { BodyContext, EngineContext } from '../context/engine-context'
import { createPageCounters } from '../counters/page-counters'
import { highestPosition } from '../model'
import { createPageProfiles } from '../profiles/page-profiles'
import type { CallBudget } from '../runtime/call-budget'
import { METRICS } from '../runtime/metrics'
import { readFields } from '../validate/fields'
import { checkId } from '../validate/scalars'
import { assemblePage } from './assemble-page'
import { checkPage, toPage } from './page-request'
import { PullSource } from './pull-source'
import { ReadSession } from './read-session'

/** Whether any post of the author could be visible: spares reading all posts of somebody who hides them all. */
async function mayLookAt(context: EngineContext, session: ReadSession, authorId: string): Promise<boolean> {
  if (authorId === session.viewerId) return true
  await session.ask({ pulledAbove: highestPosition(context.ids.width), authorIds: [authorId] })
  const relation = session.relation(authorId)
  return relation !== undefined && (relation.account === 'public' || relation.follow === 'accepted')
}

/** One author's posts as the viewer may see them, straight from the stores. */
export async function userTimeline<Body>(
  context: BodyContext<Body>,
  request: unknown,
  budget: CallBudget,
): Promise<FeedPage<Body>> {
  const given = readFields(request, ['viewerId', 'authorId', 'limit', 'cursor'], {
    code: 'INVALID_ARGUMENT',
    path: 'request',
  })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const authorId = checkId(given.authorId, 'authorId')
  const scope = { tenant: context.tenant, kind: 'user', ownerId: authorId, viewerId } as const
  const { limit, cursor } = checkPage(context, given, scope, ['scroll'])

  const profiles = createPageProfiles(context, budget)
  const counters = createPageCounters(context, viewerId, budget)
  const session = new ReadSession(context, viewerId, budget, { profiles, counters })
  const source = new PullSource(context, session, {
    listAuthors: async () => ((await mayLookAt(context, session, authorId)) ? [authorId] : []),
    mutesHide: false,
  })
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: false, replies: 'all' } as const
  const assembled = await assemblePage(context, session, { source, rules, cursor, limit })

  const page = cursor === undefined ? 'first' : 'next'
  context.runtime.metrics.count(METRICS.pages, 1, { feed: 'user', freshness: 'live', page, belowWatermark: false })
  return toPage(context, assembled, { scope, freshness: 'live', degraded: [], profiles, counters })
}
