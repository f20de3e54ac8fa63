import { toPost } from '../codec/to-post'
import type { BodyContext, EngineContext } from '../context/engine-context'
import { unshare } from '../hydrate/shared-posts'
import { checkPostId } from '../ids/check-post-id'
import type { Post, PostVisibility } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { checkId, checkOneOf } from '../validate/scalars'
import { findOwnPost } from './find-post'
import { postEvents } from './post-event'
import { inOutbox, tell, unanswered } from './post-interactions'
import { updatePost } from './update-post'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

/** Writes the tombstone. From its acknowledgement on no read shows the post, and no late write brings it back. */
export async function deletePost(context: EngineContext, request: unknown, budget: CallBudget): Promise<void> {
  const given = readFields(request, ['postId', 'authorId'], { ...ARGUMENT, path: 'request' })
  const position = checkPostId(context, given.postId, 'postId')
  const authorId = checkId(given.authorId, 'authorId')
  const post = await findOwnPost(context, position, authorId, budget)
  const interactions = unanswered(context, post)
  const params = {
    tenant: context.tenant,
    postId: post.id,
    position,
    authorId,
    events: [
      ...postEvents(context, { type: 'post.deleted', data: { postId: post.id, authorId } }),
      ...inOutbox(context, interactions),
    ],
  }
  const { status } = await context.retrier.run(budget, () => context.posts.tombstone(params, budget.forPort()))
  if (status === 'deleted' && context.relayed === undefined) tell(context, interactions)
  unshare(context, { postId: post.id, authorId, version: post.version + 1 })
}

export async function setPostVisibility<Body>(
  context: BodyContext<Body>,
  request: unknown,
  budget: CallBudget,
): Promise<Post<Body>> {
  const given = readFields(request, ['postId', 'authorId', 'visibility'], { ...ARGUMENT, path: 'request' })
  const position = checkPostId(context, given.postId, 'postId')
  const authorId = checkId(given.authorId, 'authorId')
  const visibility: PostVisibility = checkOneOf(given.visibility, 'visibility', {
    ...ARGUMENT,
    choices: ['public', 'followers', 'private'],
  })
  const found = await findOwnPost(context, position, authorId, budget)
  const { post } = await updatePost(context, found, { change: { visibility } }, budget)
  return toPost(context, post)
}
