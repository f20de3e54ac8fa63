import type { CounterMember, CounterPart, Counts, MemberState, PostId } from '../model'
import type { PortCall } from './call'
import type { ApplyCountersParams, CounterStatus, PostCounters, ReadCountersParams } from './counter-changes'

/**
 * What a store does not hold, and the archive may: a part, or, if that is there, members of it of which the store has
 * never heard.
 */
export interface UnknownCounters extends CounterPart {
  /** Members that the call was about, each once. */
  readonly members: readonly CounterMember[]
}

/** A part as the archive has it, for a store that lacks it. */
export interface RestoredCounters extends CounterPart {
  /** Absent: the archive has nothing of the part, so that every member is known to be new. */
  readonly archived?: { readonly version: number; readonly counts: Counts }
  /** Some of its members: those that were asked for, off since 0 if the archive does not know them. */
  readonly members: readonly MemberState[]
}

/** A part with what the archive lacks of it, as it was at one moment. */
export interface UnsavedCounters extends CounterPart {
  /** Grows with every change of the part, over all lives of the storage as far as clocks allow. */
  readonly version: number
  readonly counts: Counts
  /** Members that changed since they were saved. */
  readonly members: readonly MemberState[]
  /** How many more of them there are. */
  readonly pending: number
}

/**
 * Counters in front of an archive: held in parts, each with all of its counts and some of its members. What is not held
 * is answered as unknown, and the caller restores it from the archive and tries again. A part that was changed is dirty,
 * and kept, until it was saved; a clean one may go after a while.
 *
 * Nothing here is a lock: any number of callers may restore and save at once, and may end between any two calls.
 */
export interface WriteBehindCounters {
  /** As `CounterStore.apply`, but that what the store cannot tell is `unknown`, and not applied. */
  apply(
    params: ApplyCountersParams,
    call?: PortCall,
  ): Promise<{
    readonly statuses: readonly (CounterStatus | 'unknown')[]
    readonly unknown: readonly UnknownCounters[]
  }>

  /** As `CounterStore.read`, but that posts of which anything asked is unknown are left out. */
  read(
    params: ReadCountersParams,
    call?: PortCall,
  ): Promise<{
    readonly counters: ReadonlyMap<PostId, PostCounters>
    readonly unknown: readonly UnknownCounters[]
  }>

  /**
   * Takes over what the archive has. What the store holds by now, of the part or of a member, stays as it is. Each part
   * is restored in one step, clean, and may go `idleMs` (at least 1) later unless it is changed.
   */
  restore(
    params: { readonly parts: readonly RestoredCounters[]; readonly idleMs: number },
    call?: PortCall,
  ): Promise<void>

  /**
   * Dirty parts of all tenants, some at a time: about `limit`, in no order. `after` is the `next` of the answer before;
   * no `next` means the end. A part that is dirty all the while is in one of the answers at least.
   */
  dirty(
    params: { readonly after?: string; readonly limit: number },
    call?: PortCall,
  ): Promise<{ readonly parts: readonly CounterPart[]; readonly next?: string }>

  /** What the archive lacks of those parts, with at most so many members of each. Parts that are not held are left out. */
  unsaved(
    params: { readonly parts: readonly CounterPart[]; readonly membersPerPart: number },
    call?: PortCall,
  ): Promise<readonly UnsavedCounters[]>

  /**
   * Tells that the archive has these states. Members that did not change since are saved; a part of which that goes for
   * everything is clean, and may go `idleMs` later unless it is changed.
   */
  settle(
    params: { readonly saved: readonly UnsavedCounters[]; readonly idleMs: number },
    call?: PortCall,
  ): Promise<void>
}
