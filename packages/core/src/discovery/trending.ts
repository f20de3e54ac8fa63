import type { TrendingPosts, TrendingRequest } from '../api/discovery'
import type { BodyContext } from '../context/engine-context'
import { createPageCounters } from '../counters/page-counters'
import { createPageProfiles } from '../profiles/page-profiles'
import { addDetails } from '../read/item-details'
import { checkLimit } from '../read/page-request'
import { ReadSession } from '../read/read-session'
import type { CallBudget } from '../runtime/call-budget'
import { topicKey } from '../signals/subjects'
import { readFields } from '../validate/fields'
import { checkId, checkText } from '../validate/scalars'
import { BOARDS } from './board'
import { type Boards, requireBoards } from './boards'
import { discoveredItems } from './discovered-items'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const
const NAMES = ['viewerId', 'topic', 'region', 'limit'] as const satisfies readonly (keyof TrendingRequest)[]

/** What is engaged with most now, as the viewer may see it. */
export async function trending<Body>(
  context: BodyContext<Body>,
  boards: Boards | undefined,
  request: unknown,
  budget: CallBudget,
): Promise<TrendingPosts<Body>> {
  const given = readFields(request, NAMES, { ...ARGUMENT, path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const topic = given.topic === undefined ? undefined : checkName(given.topic, 'topic')
  const region = given.region === undefined ? undefined : checkName(given.region, 'region')
  const limit = checkLimit(given.limit)
  const board = { signal: BOARDS.trending, topic: topic === undefined ? undefined : topicKey(topic), region }

  const [ranked = []] = await requireBoards(boards).read([board], budget.forPort())
  const session = new ReadSession(context, viewerId, budget)
  const postIds = ranked.map(({ key }) => key)
  const items = await discoveredItems(context, session, postIds, { limit, isWelcome: () => true })
  return addDetails(items, {
    profiles: createPageProfiles(context, budget),
    counters: createPageCounters(context, viewerId, budget),
  })
}

/** The name of a topic or a region, as posts have them. */
export function checkName(value: unknown, field: string): string {
  return checkText(value, field, { ...ARGUMENT, maxBytes: 256 })
}
