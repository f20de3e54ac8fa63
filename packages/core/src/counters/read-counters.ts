import type { PostCounts } from '../api/page'
import type { EngineContext } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import { FeedError, type PostId } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { readList } from '../validate/lists'
import { checkId } from '../validate/scalars'

const MOST_POSTS = 200

/** Counters of posts by id, each asked for once. */
export async function readCounters(
  context: EngineContext,
  request: unknown,
  budget: CallBudget,
): Promise<ReadonlyMap<PostId, PostCounts>> {
  const given = readFields(request, ['postIds', 'viewerId'], { code: 'INVALID_ARGUMENT', path: 'request' })
  const postIds = readList(given.postIds, 'postIds', { min: 1, max: MOST_POSTS }).map((postId, index) =>
    context.ids.idOf(checkPostId(context, postId, `postIds[${index}]`)),
  )
  const viewerId = given.viewerId === undefined ? undefined : checkId(given.viewerId, 'viewerId')
  const { counters, tenant } = context
  if (counters === undefined) throw new FeedError({ code: 'UNSUPPORTED', rule: 'counts need stores.counters' })
  const asked = { tenant, postIds: [...new Set(postIds)], ...(viewerId === undefined ? {} : { viewerId }) }
  const found = new Map<PostId, PostCounts>()
  for (const [postId, { counts, liked }] of await counters.read(asked, budget.forPort())) {
    found.set(postId, { counts, ...(liked === undefined ? {} : { viewer: { liked } }) })
  }
  return found
}
