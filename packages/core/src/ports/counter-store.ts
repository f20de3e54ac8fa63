import type { PostId } from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'
import type { ApplyCountersParams, CounterStatus, PostCounters, ReadCountersParams } from './counter-changes'
import type { WriteBehindCounters } from './write-behind-counters'

export interface CounterStoreCapabilities extends AdapterCapabilities {
  /** {@link CounterStore.writeBehind} is there. */
  readonly writeBehind: boolean
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
