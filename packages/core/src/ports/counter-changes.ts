import type { Counts, EventCounter, MemberState, PostId, TenantId } from '../model'

/**
 * A member enters or leaves a counter. Of the changes of one member the latest counts, in whatever order they are told:
 * repeating one, or telling an old one late, counts nothing twice.
 */
export interface MemberChange extends MemberState {
  readonly postId: PostId
}

/**
 * An event is counted: once, however often it is told while it is remembered, which is since it was told last. Callers'
 * clocks may differ by 10 seconds: it is remembered for that much longer than it is taken.
 */
export interface EventChange {
  readonly postId: PostId
  readonly counter: EventCounter
  /** Names the event: 1 to 256 UTF-8 bytes. */
  readonly member: string
  /** When it was told: milliseconds since the Unix epoch. */
  readonly atMs: number
  /** Milliseconds after `atMs` for which it is remembered, 1 to 31,536,000,000 (a year); told later, it is refused. */
  readonly keepMs: number
}

export type CounterChange = MemberChange | EventChange

/**
 * - `applied`: the member's state changed, or the event was counted.
 * - `known`: this or a later change of the member, or this event, was known; nothing was changed.
 * - `stale`: an event from before `nowMs − keepMs`: nobody can tell whether it was counted; nothing was changed.
 */
export type CounterStatus = 'applied' | 'known' | 'stale'

export interface PostCounters {
  readonly counts: Counts
  /** Whether the asked viewer is in the likes. Present exactly when one was asked for. */
  readonly liked?: boolean
}

export interface ApplyCountersParams {
  readonly tenant: TenantId
  /** The caller's clock. */
  readonly nowMs: number
  readonly changes: readonly CounterChange[]
}

export interface ReadCountersParams {
  readonly tenant: TenantId
  readonly postIds: readonly PostId[]
  /** Who may have liked them. */
  readonly viewerId?: string
}
