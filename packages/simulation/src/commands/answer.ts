import type { PostRef, UserId } from '@feed-engine/core'
import type { World } from '../client/world'
import { countedOf, deedOf, removalOf } from '../truth/deeds'
import type { Told } from '../truth/interactions'
import type { OraclePost } from '../truth/oracle'

/** A reply, repost or quote of a post. */
export interface Answer {
  readonly authorId: UserId
  readonly kind: 'reply' | 'repost' | 'quote'
  readonly target: OraclePost
}

/** Somebody answers: that may count before they are told of their post, under a name that nobody knows yet. */
export function beginAnswer(world: World, { authorId, kind, target }: Answer): Told {
  const { postId, authorId: aboutId } = shownBy(kind, target)
  const counted = countedOf(kind, { postId, viewerId: authorId, name: world.freshName() })
  const unknown = { authorId: aboutId, topics: [] }
  return world.interactions.begin({
    ...deedOf(authorId, { kind, atMs: world.time.now(), target: unknown, counted }),
    parts: [],
  })
}

/** Keeps book of a reply, repost or quote: the engine learns of it by itself, but for processes without a bus. */
export function learnOf({ deployment, facts, interactions }: World, made: OraclePost, answer: Answer): void {
  const { kind, target } = answer
  const { postId } = shownBy(kind, target)
  const topics = deployment.created(postId)?.topics ?? []
  const topicsDoubtful = facts.oracle.post(postId)?.state === 'deleted'
  const about = { authorId: shownBy(kind, target).authorId, topics, topicsDoubtful }
  const counted = countedOf(kind, { postId, viewerId: made.authorId, name: made.id })
  const atMs = deployment.ids.timestampOf(made.id)
  const told = interactions.begin(deedOf(made.authorId, { kind, atMs, target: about, counted }))
  if (!deployment.hasCachelessApis) interactions.acknowledge(told)
}

/** Somebody deletes a post, which then answers nothing any more. */
export function beginRemoval({ interactions }: World, post: OraclePost): Told | undefined {
  const { id: name, authorId, kind, inReplyTo, repostOf, quoteOf } = post
  const answered = inReplyTo ?? repostOf ?? quoteOf
  if (kind === 'post' || answered === undefined) return undefined
  const counted = countedOf(kind, { postId: answered.postId, viewerId: authorId, name })
  return counted === undefined ? undefined : interactions.begin(removalOf(authorId, counted))
}

/** What an answer is about: a repost of a repost shows the first original. */
function shownBy(kind: Answer['kind'], target: OraclePost): PostRef {
  const itself: PostRef = { postId: target.id, authorId: target.authorId }
  return kind === 'repost' ? (target.repostOf ?? itself) : itself
}
