import type { PostVersion } from '../api/page'
import { toPost } from '../codec/to-post'
import type { BodyContext } from '../context/engine-context'
import { FeedError, type PostRecord, REVISIONS_KEPT } from '../model'
import type { CallBudget } from '../runtime/call-budget'
import { readFields } from '../validate/fields'
import { readVisiblePost } from './get-post'

/** What a post says and has said, to those who may see it. */
export async function postHistory<Body>(
  context: BodyContext<Body>,
  request: unknown,
  budget: CallBudget,
): Promise<readonly PostVersion<Body>[]> {
  const given = readFields(request, ['postId', 'viewerId'], { code: 'INVALID_ARGUMENT', path: 'request' })
  const { posts, tenant } = context
  if (posts.history === undefined) {
    throw new FeedError({ code: 'UNSUPPORTED', rule: 'the post store keeps no history (capability history)' })
  }
  const post = await readVisiblePost(context, given, budget)
  if (post === undefined) return []
  const revisions = await posts.history({ tenant, postId: post.id, limit: REVISIONS_KEPT }, budget.forPort())
  // What an edit has replaced since the post was read is what the post was read as.
  const former = revisions.filter(({ version }) => version < post.version)
  return [
    toVersion(context, post),
    ...former.map((revision) => ({
      ...toVersion(context, { ...withoutContent(post), ...revision }),
      replacedAtMs: revision.replacedAtMs,
    })),
  ]
}

function withoutContent({ topics, contentType, mediaRefs, ...record }: PostRecord): PostRecord {
  return record
}

function toVersion<Body>(context: BodyContext<Body>, record: PostRecord): PostVersion<Body> {
  const { version, body, topics, contentType, mediaRefs } = toPost(context, record)
  return {
    version,
    body,
    ...(topics === undefined ? {} : { topics }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(mediaRefs === undefined ? {} : { mediaRefs }),
  }
}
