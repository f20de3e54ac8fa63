import type { FeedItem } from '../api/page'
import { toPost } from '../codec/to-post'
import type { BodyContext, EngineContext } from '../context/engine-context'
import { isFeedError, type Position, type PostEnvelope, type PostRecord } from '../model'
import { type AdmissionRules, admit, type DropReason } from './admission'
import type { Candidate } from './candidates'
import type { ReadSession } from './read-session'
import type { RepostWindow } from './repost-window'

/** The item of a candidate, or why there is none. */
export function toItem<Body>(
  context: BodyContext<Body>,
  parts: {
    readonly candidate: Candidate
    readonly rules: AdmissionRules
    readonly session: ReadSession
    readonly window: RepostWindow
  },
): FeedItem<Body> | DropReason {
  const { candidate, rules, session, window } = parts
  const post = session.at(candidate.position)
  const reason = admit(post, rules, session)
  if (reason !== null) return reason
  if (post === undefined) return 'missing'
  const repeats = rules.home && post.repostOf !== undefined && window.has(originalPosition(context, candidate, post))
  if (session.seen?.has(post) === true) return 'seen'
  return repeats ? 'repeated-original' : decode(context, { post, candidate, rules, session })
}

/** The position of what a candidate shows: of the original, for a repost. */
export function originalPosition(
  context: EngineContext,
  { position }: Candidate,
  { repostOf }: PostEnvelope,
): Position {
  return repostOf === undefined ? position : context.ids.positionOf(repostOf.postId)
}

/** A body that can't be decoded costs its readers one post, not the page. */
function decode<Body>(
  context: BodyContext<Body>,
  parts: {
    readonly post: PostRecord
    readonly candidate: Candidate
    readonly rules: AdmissionRules
    readonly session: ReadSession
  },
): FeedItem<Body> | DropReason {
  const { post, candidate, rules, session } = parts
  const original = post.repostOf === undefined ? undefined : session.post(post.repostOf.postId)
  const reason = !rules.home ? 'profile' : post.authorId === rules.viewerId ? 'own' : 'followed'
  try {
    return {
      post: toPost(context, post),
      ...(original === undefined ? {} : { original: toPost(context, original) }),
      why: { reason, source: candidate.source },
    }
  } catch (error) {
    context.runtime.logger.error('a stored post cannot be decoded and is left out', {
      postId: post.id,
      error: isFeedError(error) ? error.code : 'INTERNAL',
    })
    return 'undecodable'
  }
}
