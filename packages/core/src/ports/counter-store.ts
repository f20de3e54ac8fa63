import type { Counts, EventCounter, MemberState, PostId, TenantId } from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'
import type { WriteBehindCounters } from './write-behind-counters'

export interface CounterStoreCapabilities extends AdapterCapabilities {
  /** {@link CounterStore.writeBehind} is there. */
  readonly writeBehind: boolean
}

/**
 * A member enters or leaves a counter. Of the changes of one member the latest counts, in whatever order they are told:
 * repeating one, or telling an old one late, counts nothing twice.
 */
export interface MemberChange extends MemberState {
  readonly postId: PostId
}

/** An event is counted: once, however often it is told while it is remembered. */
export interface EventChange {
  readonly postId: PostId
  readonly counter: EventCounter
  /** Names the event: 1 to 256 UTF-8 bytes. */
  readonly member: string
  /** When it was first told: milliseconds since the Unix epoch. */
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

/**
 * Counters of posts, exact: a counter of members is their number, a counter of events the number of different ones.
 *
 * Each change is atomic and idempotent; a call for many is not atomic as a whole: one that failed may be repeated, and
 * has to be where every change counts. What is no valid change fails the whole call with `INVALID_ARGUMENT`, and
 * nothing has happened.
 */
export interface CounterStore extends Adapter {
  readonly capabilities: CounterStoreCapabilities

  /** Applies changes in the order given, one status per change. */
  apply(params: ApplyCountersParams, call?: PortCall): Promise<readonly CounterStatus[]>

  /**
   * Counters by post, in one round trip per server; a post of which nothing was counted has zeros. Sees every change
   * that was acknowledged before it began.
   */
  read(params: ReadCountersParams, call?: PortCall): Promise<ReadonlyMap<PostId, PostCounters>>

  /**
   * The same storage in front of an archive. Present exactly when `capabilities.writeBehind`. Apart from what `apply`
   * and `read` above have counted.
   */
  readonly writeBehind?: WriteBehindCounters
}
