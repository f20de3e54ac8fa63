import { toPost } from '../codec/to-post'
import type { BodyContext, EngineContext } from '../context/engine-context'
import { unshare } from '../hydrate/shared-posts'
import { checkPostId } from '../ids/check-post-id'
import { FeedError, type Post, type PostRecord, type PostVisibility } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { checkId, checkOneOf } from '../validate/scalars'
import { postEvents } from './post-event'
import { inOutbox, tell, unanswered } from './post-interactions'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

/** Writes the tombstone. From its acknowledgement on no read shows the post, and no late write brings it back. */
export async function deletePost(context: EngineContext, request: unknown, budget: CallBudget): Promise<void> {
  const given = readFields(request, ['postId', 'authorId'], { ...ARGUMENT, path: 'request' })
  const position = checkPostId(context, given.postId, 'postId')
  const authorId = checkId(given.authorId, 'authorId')
  const post = await findOwn(context, position, authorId, budget)
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
  const post = await findOwn(context, position, authorId, budget)
  const data = { postId: post.id, authorId, version: post.version + 1 }
  const params = {
    tenant: context.tenant,
    postId: post.id,
    authorId,
    change: { visibility },
    events: postEvents(context, { type: 'post.updated', data }),
  }
  const result = await context.retrier.run(budget, () => context.posts.update(params, budget.forPort()))
  if (result.status === 'updated') {
    unshare(context, { postId: post.id, authorId, version: result.post.version })
    return toPost(context, result.post)
  }
  throw new FeedError({ code: 'GONE', field: 'postId', rule: 'the post was deleted' })
}

/** The post, if it is there and the author's. A tombstone counts as there: deleting twice is no error. */
async function findOwn(
  context: EngineContext,
  position: string,
  authorId: string,
  budget: CallBudget,
): Promise<PostRecord> {
  const postId = context.ids.idOf(position)
  const found = await context.posts.getMany({ tenant: context.tenant, postIds: [postId] }, budget.forPort())
  const post = found.get(postId)
  if (post === undefined) throw new FeedError({ code: 'NOT_FOUND', field: 'postId', rule: 'names no post' })
  if (post.authorId !== authorId) {
    throw new FeedError({ code: 'FORBIDDEN', field: 'authorId', rule: 'only the author of a post may change it' })
  }
  return post
}
