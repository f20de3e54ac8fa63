import type { PopularAuthor, PopularAuthorsRequest } from '../api/discovery'
import type { EngineContext } from '../context/engine-context'
import { highestPosition, type Relation } from '../model'
import { checkLimit } from '../read/page-request'
import { ReadSession } from '../read/read-session'
import type { CallBudget } from '../runtime/call-budget'
import { topicKey } from '../signals/subjects'
import { readFields } from '../validate/fields'
import { checkId } from '../validate/scalars'
import { BOARDS } from './board'
import { type Boards, requireBoards } from './boards'
import { checkName } from './trending'

const NAMES = ['viewerId', 'topic', 'limit'] as const satisfies readonly (keyof PopularAuthorsRequest)[]

/** Authors whose posts are engaged with most these weeks, whom the viewer might want to follow. */
export async function popularAuthors(
  context: EngineContext,
  boards: Boards | undefined,
  request: unknown,
  budget: CallBudget,
): Promise<readonly PopularAuthor[]> {
  const given = readFields(request, NAMES, { code: 'INVALID_ARGUMENT', path: 'request' })
  const viewerId = checkId(given.viewerId, 'viewerId')
  const topic = given.topic === undefined ? undefined : topicKey(checkName(given.topic, 'topic'))
  const limit = checkLimit(given.limit)

  const [ranked = []] = await requireBoards(boards).read([{ signal: BOARDS.popular, topic }], budget.forPort())
  const session = new ReadSession(context, viewerId, budget)
  const authorIds = ranked.map(({ key }) => key).filter((authorId) => authorId !== viewerId)
  if (authorIds.length > 0) await session.ask({ pulledAbove: highestPosition(context.ids.width), authorIds })
  return ranked
    .filter(({ key }) => mayBeFollowed(session.relation(key)) && session.relation(key)?.account === 'public')
    .slice(0, limit)
    .map(({ key, weight }) => ({ authorId: key, score: weight }))
}

/** Whether a viewer might want to follow somebody, and may. */
export function mayBeFollowed(relation: Relation | undefined): boolean {
  if (relation === undefined || relation.follow !== 'none') return false
  return !(relation.blocking || relation.blockedBy || relation.muting)
}
