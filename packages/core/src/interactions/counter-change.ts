import type { InteractionRecorded } from '../codec/feed-events'
import type { InteractionKind, MemberCounter, UndoneKind } from '../model'
import type { CounterChange } from '../ports'

const MEMBERS: { readonly [Kind in InteractionKind | UndoneKind]?: { counter: MemberCounter; on: boolean } } = {
  like: { counter: 'likes', on: true },
  unlike: { counter: 'likes', on: false },
  reply: { counter: 'replies', on: true },
  unreply: { counter: 'replies', on: false },
  repost: { counter: 'reposts', on: true },
  unrepost: { counter: 'reposts', on: false },
  quote: { counter: 'quotes', on: true },
  unquote: { counter: 'quotes', on: false },
}

/**
 * What an interaction changes in the counters of its post, if anything. A view is remembered from when it was recorded,
 * not from when it happened: a phone may tell of it days later.
 */
export function counterChange(
  { occurredAtMs, data }: InteractionRecorded,
  viewWindowMs: number,
): CounterChange | undefined {
  const { kind, postId, member, atMs } = data
  if (postId === undefined) return undefined
  if (kind === 'view') return { postId, counter: 'views', member, atMs: occurredAtMs, keepMs: viewWindowMs }
  const change = MEMBERS[kind]
  return change === undefined ? undefined : { postId, ...change, member, atMs }
}
