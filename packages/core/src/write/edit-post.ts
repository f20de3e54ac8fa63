import type { EditPostRequest } from '../api/requests'
import { toPost } from '../codec/to-post'
import type { BodyContext } from '../context/engine-context'
import { checkPostId } from '../ids/check-post-id'
import { FeedError, type Post, type PostContent, type PostRecord } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { equalBytes } from '../runtime/crypto'
import { readFields } from '../validate/fields'
import { checkId, checkInteger } from '../validate/scalars'
import { findOwnPost } from './find-post'
import { checkDescription, encodeBody } from './post-content'
import { forgetOlder, gone, updatePost } from './update-post'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const

const NAMES = [
  'postId',
  'authorId',
  'body',
  'topics',
  'contentType',
  'mediaRefs',
  'expectedVersion',
] as const satisfies readonly (keyof EditPostRequest<unknown>)[]

/** Changes what a post says. Where it says that already, nothing is stored: an edit may be repeated. */
export async function editPost<Body>(
  context: BodyContext<Body>,
  request: unknown,
  budget: CallBudget,
): Promise<Post<Body>> {
  const given = readFields(request, NAMES, { ...ARGUMENT, path: 'request' })
  const position = checkPostId(context, given.postId, 'postId')
  const authorId = checkId(given.authorId, 'authorId')
  const change: Partial<PostContent> = {
    ...(given.body === undefined ? {} : { body: encodeBody(context, given.body) }),
    ...checkDescription(given),
  }
  if (Object.keys(change).length === 0) {
    throw new FeedError({ ...ARGUMENT, field: 'request', rule: 'has to change body, topics, contentType or mediaRefs' })
  }
  const expectedVersion =
    given.expectedVersion === undefined
      ? undefined
      : checkInteger(given.expectedVersion, 'expectedVersion', { ...ARGUMENT, min: 1, max: Number.MAX_SAFE_INTEGER })

  const found = await findOwnPost(context, position, authorId, budget)
  if (found.state === 'deleted') throw gone()
  if (found.repostOf !== undefined && found.body.length === 0) {
    throw new FeedError({ ...ARGUMENT, field: 'postId', rule: 'names a repost, which has no body of its own to edit' })
  }
  if (says(found, change)) {
    forgetOlder(context, found)
    return toPost(context, found)
  }
  const what = { change, ...(expectedVersion === undefined ? {} : { expectedVersion }) }
  const { status, post } = await updatePost(context, found, what, budget)
  // An earlier try of this call may have made the version that is in its way.
  if (status === 'updated' || says(post, change)) return toPost(context, post)
  throw new FeedError({
    code: 'VERSION_CONFLICT',
    field: 'expectedVersion',
    rule: 'is not the version of the post any more',
  })
}

/** Whether a post reads as an edit would have it. */
function says(post: PostRecord, change: Partial<PostContent>): boolean {
  const { body, contentType = post.contentType } = change
  return (
    (body === undefined || equalBytes(body, post.body)) &&
    contentType === post.contentType &&
    (change.topics === undefined || sameList(change.topics, post.topics)) &&
    (change.mediaRefs === undefined || sameList(change.mediaRefs, post.mediaRefs))
  )
}

function sameList(a: readonly string[], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
