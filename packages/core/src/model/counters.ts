import type { PostId, TenantId } from './ids'

/** Counters of members: who likes a post, which posts answer, repost or quote it. Each is the number of its members. */
export const MEMBER_COUNTERS = Object.freeze(['likes', 'replies', 'reposts', 'quotes'] as const)
export type MemberCounter = (typeof MEMBER_COUNTERS)[number]

/** Counters of events, which are forgotten after a while but stay counted. */
export const EVENT_COUNTERS = Object.freeze(['views'] as const)
export type EventCounter = (typeof EVENT_COUNTERS)[number]

/** What is counted of a post. */
export const COUNTERS = Object.freeze([...MEMBER_COUNTERS, ...EVENT_COUNTERS] as const)
export type Counter = (typeof COUNTERS)[number]

/** How often, each 0 or more. */
export type Counts = Readonly<Record<Counter, number>>

/** Nothing was counted. */
export const NO_COUNTS: Counts = Object.freeze({ likes: 0, replies: 0, reposts: 0, quotes: 0, views: 0 })

/** Names a member of one counter of a post. */
export interface CounterMember {
  readonly counter: MemberCounter
  /** An id, 1 to 256 UTF-8 bytes: the viewer for likes, the other post for replies, reposts and quotes. */
  readonly member: string
}

/** Whether a member is in, by the latest change of it. */
export interface MemberState extends CounterMember {
  readonly on: boolean
  /** When: milliseconds since the Unix epoch. Of changes at the same time the one that enters counts. */
  readonly atMs: number
}

/**
 * A slice of a post's counters, so that those of a hot post spread over servers: a member or event is always in the same
 * one, and the post's counts are the sums over its parts.
 */
export interface CounterPart {
  readonly tenant: TenantId
  readonly postId: PostId
  /** An integer in 0..63. */
  readonly part: number
}

/** Whether a state of a member takes the place of the one that is known. */
export function supersedes(
  state: Pick<MemberState, 'on' | 'atMs'>,
  known: Pick<MemberState, 'on' | 'atMs'> | undefined,
): boolean {
  if (known === undefined || state.atMs !== known.atMs) return state.atMs > (known?.atMs ?? -1)
  return state.on && !known.on
}
