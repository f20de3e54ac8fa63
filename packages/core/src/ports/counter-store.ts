import type { Counter, Counts, PostId, TenantId } from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'

/**
 * A member enters or leaves what is counted: a viewer who likes, a post that replies, a view. A counter is the number of
 * its members, so repeating a change, or telling old ones late, counts nothing twice.
 */
export interface CounterChange {
  readonly postId: PostId
  readonly counter: Counter
  /** 1 to 256 UTF-8 bytes: the viewer for likes, the other post for replies, reposts and quotes, the event for views. */
  readonly member: string
  /** Enters, or leaves. */
  readonly on: boolean
  /** When: of changes of one member the latest counts, and of two at the same time the one that enters. */
  readonly atMs: number
  /** Milliseconds after `atMs` for which the member is remembered; an older change is refused. Absent: for ever. */
  readonly keepMs?: number
}

/**
 * - `applied`: the counter changed, or the member's latest time did.
 * - `known`: this or a later change of the member was known; nothing was changed.
 * - `stale`: it is older than its `keepMs`; nothing was changed.
 */
export type CounterStatus = 'applied' | 'known' | 'stale'

/** The counters of one post, and which of them the asked member is in. */
export interface PostCounters {
  readonly counts: Counts
  readonly memberOf: ReadonlySet<Counter>
}

/** Counters of posts, exact: each is the number of its members. */
export interface CounterStore extends Adapter {
  readonly capabilities: AdapterCapabilities

  /**
   * Applies changes in the order given, one status per change, each atomic and idempotent; the call is not atomic as a
   * whole. What is no valid change fails the whole call with `INVALID_ARGUMENT`, and nothing has happened.
   */
  apply(
    params: { readonly tenant: TenantId; readonly nowMs: number; readonly changes: readonly CounterChange[] },
    call?: PortCall,
  ): Promise<readonly CounterStatus[]>

  /**
   * Counters by post, in one round trip per server; a post that nothing was counted of has zeros. `member`: also
   * whether that member (a viewer) is in the likes. Sees every change that was acknowledged before it began.
   */
  read(
    params: { readonly tenant: TenantId; readonly postIds: readonly PostId[]; readonly member?: string },
    call?: PortCall,
  ): Promise<ReadonlyMap<PostId, PostCounters>>
}
