import type { EngineContext } from '../context/engine-context'
import { unshare } from '../hydrate/shared-posts'
import { FeedError, type PostRecord } from '../model'
import type { UpdatePostParams } from '../ports'
import type { CallBudget } from '../runtime/call-budget'
import { postEvents } from './post-event'

/** What is changed of a post, and of which version of it. */
export type PostChange = Pick<UpdatePostParams, 'change' | 'expectedVersion'>

/**
 * Stores a change of a post that was found, with its event, and takes older versions out of the caches. Answers the post
 * as it is now, which is another one than asked for where `expectedVersion` is outdated. `GONE` if it was deleted.
 */
export async function updatePost(
  context: EngineContext,
  { id: postId, authorId, version }: PostRecord,
  what: PostChange,
  budget: CallBudget,
): Promise<{ readonly status: 'updated' | 'conflict'; readonly post: PostRecord }> {
  const data = { postId, authorId, version: version + 1 }
  const events = postEvents(context, { type: 'post.updated', data })
  const params = { tenant: context.tenant, postId, authorId, events, ...what }
  const result = await context.retrier.run(budget, () => context.posts.update(params, budget.forPort()))
  if (result.status === 'missing' || result.status === 'gone') throw gone()
  forgetOlder(context, result.post)
  return result
}

/** Takes versions below this one out of the caches. */
export function forgetOlder(context: EngineContext, { id: postId, authorId, version }: PostRecord): void {
  unshare(context, { postId, authorId, version })
}

export function gone(): FeedError {
  return new FeedError({ code: 'GONE', field: 'postId', rule: 'the post was deleted' })
}
