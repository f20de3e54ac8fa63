import type { TenantId } from '../model'
import type { Adapter, AdapterCapabilities, PortCall } from './call'

/** Names one vector: what it tells, and of whom or what. Both 1 to 256 UTF-8 bytes, of what ids may be made of. */
export interface SignalSubject {
  /** `affinity`, `topics`, … */
  readonly kind: string
  readonly ownerId: string
}

/** How a vector forgets. Has to be the same for all updates of a subject: what mixing them gives is not defined. */
export interface SignalRule {
  /** Milliseconds after which a weight counts half, 1 to a year. */
  readonly halfLifeMs: number
  /** Keys that a vector keeps, 1 to 10,000: beyond, those go that weigh least, at whatever moment all are compared. */
  readonly maxKeys: number
  /** For how long after its time an event is remembered, at least 1 and at most a year: an older one is refused. */
  readonly dedupeMs: number
}

/** What one event adds to one vector. */
export interface SignalUpdate extends SignalRule {
  readonly subject: SignalSubject
  /** Names the event, 1 to 256 UTF-8 bytes: it counts once for each subject, also if it is told with another time. */
  readonly eventId: string
  /** When it happened: milliseconds since the Unix epoch. */
  readonly atMs: number
  /** 1 to 100, each key (1 to 256 UTF-8 bytes) once, each weight in 1e-9..1e9. */
  readonly changes: readonly { readonly key: string; readonly weight: number }[]
}

/**
 * - `applied`: counted now.
 * - `duplicate`: the event had been counted for this subject; nothing was changed.
 * - `stale`: it happened longer ago than events are remembered, so nobody can tell; nothing was changed.
 */
export type SignalStatus = 'applied' | 'duplicate' | 'stale'

/** The weight of one key as it was at `atMs`, the time of the latest event that changed it. */
export interface SignalEntry {
  readonly key: string
  readonly value: number
  readonly atMs: number
}

/**
 * Vectors of decayed weights: what a viewer cares for, whom they interact with, what is talked about now.
 *
 * A weight w of an event at t counts w · 2^(−(now − t)/halfLife), added up over events, so that it doesn't matter in
 * which order they arrive: below `maxKeys` any order, and any repetition, gives the same values but for rounding
 * (relative 1e-9). Decay is worked out when a key is changed and when it is read, never in between (Real-Graph:
 * Kamath, Sharma, Wang, Yin, "RealGraph: User Interaction Prediction at Twitter", 2014).
 *
 * Each update is atomic and idempotent by subject and event id; a call for many is not atomic as a whole. A vector may be
 * forgotten ten half-lives after its latest update, when less than a thousandth of it is left, but not before the events
 * are that it counted.
 */
export interface SignalStore extends Adapter {
  readonly capabilities: AdapterCapabilities

  /**
   * Counts events, in the order given, one status per update; at most 1,000 of them. `nowMs` is the caller's clock: an
   * event that happened before `nowMs − dedupeMs` is stale. What is no valid update fails the whole call with
   * `INVALID_ARGUMENT`, and nothing has happened.
   */
  record(
    params: { readonly tenant: TenantId; readonly nowMs: number; readonly updates: readonly SignalUpdate[] },
    call?: PortCall,
  ): Promise<readonly SignalStatus[]>

  /**
   * Vectors by subject, in the order asked, in one round trip per server: of all keys, or of those named (at most
   * 10,000), in no order. At most 1,000 subjects. Sees every update that was acknowledged before it began.
   */
  read(
    params: {
      readonly tenant: TenantId
      readonly subjects: readonly { readonly subject: SignalSubject; readonly keys?: readonly string[] }[]
    },
    call?: PortCall,
  ): Promise<readonly (readonly SignalEntry[])[]>

  /** Forgets vectors, at most 1,000, and which events they counted. */
  remove(
    params: { readonly tenant: TenantId; readonly subjects: readonly SignalSubject[] },
    call?: PortCall,
  ): Promise<void>
}
