import type { EngineContext } from '../context/engine-context'
import { FeedError, type Position, type PostRecord, type UserId } from '../model'
import type { CallBudget } from '../runtime/call-budget'

/** The post, if it was ever there. A tombstone counts as there. */
export async function findPost(context: EngineContext, position: Position, budget: CallBudget): Promise<PostRecord> {
  const postId = context.ids.idOf(position)
  const found = await context.posts.getMany({ tenant: context.tenant, postIds: [postId] }, budget.forPort())
  const post = found.get(postId)
  if (post === undefined) throw new FeedError({ code: 'NOT_FOUND', field: 'postId', rule: 'names no post' })
  return post
}

/** The same, if it is the author's. */
export async function findOwnPost(
  context: EngineContext,
  position: Position,
  authorId: UserId,
  budget: CallBudget,
): Promise<PostRecord> {
  const post = await findPost(context, position, budget)
  if (post.authorId !== authorId) {
    throw new FeedError({ code: 'FORBIDDEN', field: 'authorId', rule: 'only the author of a post may change it' })
  }
  return post
}
