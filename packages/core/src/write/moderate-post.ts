import type { EngineContext } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import type { PostState } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { findPost } from './find-post'
import { forgetOlder, gone, updatePost } from './update-post'

/** Hides a post from everybody, or shows it again. It stays where it is in every feed; reads decide. */
export async function moderatePost(
  context: EngineContext,
  state: Exclude<PostState, 'deleted'>,
  request: unknown,
  budget: CallBudget,
): Promise<void> {
  const given = readFields(request, ['postId'], { code: 'INVALID_ARGUMENT', path: 'request' })
  const position = checkPostId(context, given.postId, 'postId')
  const found = await findPost(context, position, budget)
  if (found.state === 'deleted') throw gone()
  if (found.state === state) forgetOlder(context, found)
  else await updatePost(context, found, { change: { state } }, budget)
}
