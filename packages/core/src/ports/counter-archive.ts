import type { CounterPart, Counts, MemberState } from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'
import type { UnknownCounters, UnsavedCounters } from './write-behind-counters'

/** A part as it was saved. */
export interface ArchivedPart extends CounterPart {
  /** The highest that was saved. */
  readonly version: number
  readonly counts: Counts
  /** Those of the asked members that were ever saved. */
  readonly members: readonly MemberState[]
}

/**
 * Where counters are kept for good, behind a store that answers. It takes states, never differences: of each member the
 * latest, and of the counts of each part those of the highest version. So saving again, in another order, or half, does
 * no harm, and needs no lock.
 */
export interface CounterArchive extends Adapter {
  readonly capabilities: AdapterCapabilities

  /**
   * Saves states. Event counters are taken from the highest version. The counts of members are taken over with it only
   * if nothing is `pending`; while something is, the part is unsettled, until a save of at least its version has nothing
   * pending. A part is saved in one step, or, where that cannot be, unsettled first and settled last. All of them, or an
   * error, after which some may be saved.
   */
  save(params: { readonly parts: readonly UnsavedCounters[] }, call?: PortCall): Promise<void>

  /**
   * Parts that were ever saved, in no order, each once. Member counters of an unsettled part are counted anew from its
   * members. Sees every save that was acknowledged before it began.
   */
  load(params: { readonly parts: readonly UnknownCounters[] }, call?: PortCall): Promise<readonly ArchivedPart[]>
}
