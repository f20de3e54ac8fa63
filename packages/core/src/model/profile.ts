import type { UserId } from './ids'

/** A profile as a directory keeps it: whatever an application shows beside a post, which the engine does not look into. */
export interface ProfileRecord {
  readonly id: UserId
  /** 0 to 2^53 − 1, and grows with each change; a cache never replaces a higher version by a lower one. */
  readonly version: number
  /** Never modified in place. Empty where there is nothing to tell. */
  readonly body: Uint8Array
}

/** A profile as callers see it. */
export interface Profile {
  readonly id: UserId
  readonly version: number
  /** What the profile codec makes of the stored body; `undefined` for an empty one. */
  readonly body: unknown
}
