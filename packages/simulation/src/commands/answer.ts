import type { PostRef } from '@feed-engine/core'
import type { World } from '../client/world'
import { deedOf } from '../truth/deeds'
import type { OraclePost } from '../truth/oracle'

/** Keeps book of a reply, repost or quote: the engine learns of it by itself, but for processes without a bus. */
export function learnOf(
  { deployment, facts, interactions }: World,
  made: OraclePost,
  answer: { readonly kind: 'reply' | 'repost' | 'quote'; readonly target: OraclePost },
): void {
  if (!deployment.learns) return
  const { kind, target } = answer
  const itself: PostRef = { postId: target.id, authorId: target.authorId }
  const { postId, authorId } = kind === 'repost' ? (target.repostOf ?? itself) : itself
  const topics = deployment.created(postId)?.topics ?? []
  const topicsDoubtful = facts.oracle.post(postId)?.state === 'deleted'
  const atMs = deployment.ids.timestampOf(made.id)
  const told = interactions.begin(deedOf(made.authorId, { kind, atMs, target: { authorId, topics, topicsDoubtful } }))
  if (!deployment.hasCachelessApis) interactions.acknowledge(told)
}
