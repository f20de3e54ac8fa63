import type { InteractionRecorded } from '../codec/feed-events'
import type { EngineContext } from '../context/engine-context'
import { toOutboxEvent } from '../context/interaction-topic'
import type { PostRecord, PostRef } from '../model'
import type { OutboxEvent } from '../ports'
import { interactionEvent } from './interaction-event'

type Answer = 'reply' | 'repost' | 'quote'

/** That a post answers, reposts or quotes another one: what its author did to that one. */
export function answered(
  context: EngineContext,
  post: PostRecord,
  target: PostRecord | undefined,
): readonly InteractionRecorded[] {
  const found = referenceOf(post)
  if (found === undefined || context.interactions === undefined) return []
  const { kind, ref } = found
  return [of(context, { kind, ref, post, record: target, atMs: post.createdAtMs })]
}

/** That it does no more. Later than what it takes back, also by the clock of the process that minted the post's id. */
export function unanswered(context: EngineContext, post: PostRecord): readonly InteractionRecorded[] {
  const found = referenceOf(post)
  if (found === undefined || context.interactions === undefined) return []
  const { kind, ref } = found
  const atMs = Math.max(context.runtime.clock.now(), post.createdAtMs + 1)
  return [of(context, { kind: `un${kind}`, ref, post, atMs })]
}

/** What goes into the outbox together with the post; nothing where nobody would relay it. */
export function inOutbox(context: EngineContext, events: readonly InteractionRecorded[]): readonly OutboxEvent[] {
  return context.relayed === undefined ? [] : events.map(toOutboxEvent)
}

/** Publishes behind the caller's back what no outbox holds: once, and lost if that fails. */
export function tell(context: EngineContext, events: readonly InteractionRecorded[]): void {
  const { interactions } = context
  if (interactions === undefined || events.length === 0) return
  const { deadlineMs } = context.options
  context.background.start('tell of an interaction', () => interactions.publish(events, { deadlineMs }))
}

function of(
  context: EngineContext,
  parts: {
    readonly kind: Answer | `un${Answer}`
    readonly ref: PostRef
    readonly post: PostRecord
    readonly record?: PostRecord | undefined
    readonly atMs: number
  },
): InteractionRecorded {
  const { kind, ref, post, record, atMs } = parts
  const { id: ownPostId, authorId: viewerId } = post
  return interactionEvent(context, { kind, viewerId, authorId: ref.authorId, post: ref, record, ownPostId, atMs })
}

function referenceOf(post: PostRecord): { readonly kind: Answer; readonly ref: PostRef } | undefined {
  if (post.inReplyTo !== undefined) return { kind: 'reply', ref: post.inReplyTo }
  if (post.repostOf !== undefined) return { kind: 'repost', ref: post.repostOf }
  if (post.quoteOf !== undefined) return { kind: 'quote', ref: post.quoteOf }
  return undefined
}
