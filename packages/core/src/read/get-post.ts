import { toPost } from '../codec/to-post'
import type { BodyContext, EngineContext } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import type { Post, PostRecord } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { checkId } from '../validate/scalars'
import { admit } from './admission'
import { ReadSession } from './read-session'

/** One post as the viewer may see it: by the rules of the author's user timeline. */
export async function getPost<Body>(
  context: BodyContext<Body>,
  request: unknown,
  budget: CallBudget,
): Promise<Post<Body> | null> {
  const given = readFields(request, ['postId', 'viewerId'], { code: 'INVALID_ARGUMENT', path: 'request' })
  const post = await readVisiblePost(context, given, budget)
  return post === undefined ? null : toPost(context, post)
}

/** The stored post, if the viewer may see it. */
export async function readVisiblePost(
  context: EngineContext,
  given: { readonly postId?: unknown; readonly viewerId?: unknown },
  budget: CallBudget,
): Promise<PostRecord | undefined> {
  const position = checkPostId(context, given.postId, 'postId')
  const viewerId = checkId(given.viewerId, 'viewerId')
  const session = new ReadSession(context, viewerId, budget)
  await session.hydrate([position])
  await session.complete()
  const post = session.at(position)
  const rules = { viewerId, nowMs: context.runtime.clock.now(), home: false, replies: 'all' } as const
  return admit(post, rules, session) === null ? post : undefined
}
