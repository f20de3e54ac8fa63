import type { SuggestedFollow, SuggestedFollowsRequest } from '../api/discovery'
import type { EngineContext } from '../context/engine-context'
import { highestPosition } from '../model'
import { checkLimit } from '../read/page-request'
import { ReadSession } from '../read/read-session'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { checkId } from '../validate/scalars'
import { friendsOfFriends } from './friends-of-friends'
import { mayBeFollowed } from './popular-authors'

const NAMES = ['viewerId', 'limit'] as const satisfies readonly (keyof SuggestedFollowsRequest)[]
const NAMED = 3

/** Whom those follow whom the viewer follows. What is remembered of that is compared with the graph in this read. */
export async function suggestedFollows(
  context: EngineContext,
  request: unknown,
  budget: CallBudget,
): Promise<readonly SuggestedFollow[]> {
  const given = readFields(request, NAMES, { code: 'INVALID_ARGUMENT', path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const limit = checkLimit(given.limit)

  const followers = await friendsOfFriends(context, viewerId, budget)
  if (followers.size === 0) return []
  const session = new ReadSession(context, viewerId, budget)
  const authorIds = [...new Set([...followers.keys(), ...[...followers.values()].flat()])]
  await session.ask({ pulledAbove: highestPosition(context.ids.width), authorIds })
  return Array.from(followers, ([userId, by]) => {
    const stillFollowed = by.filter((followeeId) => session.relation(followeeId)?.follow === 'accepted')
    return { userId, count: stillFollowed.length, followedBy: stillFollowed.slice(0, NAMED) }
  })
    .filter(({ userId, count }) => count > 0 && mayBeFollowed(session.relation(userId)))
    .sort((a, b) => b.count - a.count || (a.userId < b.userId ? -1 : 1))
    .slice(0, limit)
}
