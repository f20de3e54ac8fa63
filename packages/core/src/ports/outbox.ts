import type { PortCall } from './call'

/** An event on its way to the bus, opaque to the store. */
export interface OutboxEvent {
  readonly topic: string
  /** Events of one key leave the outbox in the order in which they entered it. */
  readonly key: string
  readonly value: Uint8Array
}

export interface OutboxRecord extends OutboxEvent {
  /** Unique within the outbox. */
  readonly recordId: string
}

export interface OutboxBatch {
  /** Everything of one key lies in one partition. */
  readonly partition: number
  /** Names this claim; an acknowledgement under an older fence does nothing. */
  readonly fence: string
  /** Oldest first, at least one. */
  readonly records: readonly OutboxRecord[]
}

/**
 * Events that are stored but not yet on the bus. A relay claims a partition, publishes its records, acknowledges
 * them, and goes on; records leave only by acknowledgement, never by passing a mark (a transaction that commits late
 * would be skipped). A partition has one claimant at a time; a claim ends with `acknowledge`, `release`, or its lease.
 */
export interface Outbox {
  /** Claims the oldest records of some partition that has any and that nobody has claimed; `null` if there is none. */
  claim(params: { readonly leaseMs: number; readonly limit: number }, call?: PortCall): Promise<OutboxBatch | null>

  /** Removes records and ends the claim. `stale`, and nothing removed, when the claim is not the current one. */
  acknowledge(
    params: { readonly partition: number; readonly fence: string; readonly recordIds: readonly string[] },
    call?: PortCall,
  ): Promise<'removed' | 'stale'>

  /** Ends the claim and keeps its records. Does nothing when the claim is not the current one. */
  release(params: { readonly partition: number; readonly fence: string }, call?: PortCall): Promise<void>

  /** Records in the outbox, claimed or not. */
  pending(call?: PortCall): Promise<number>
}
