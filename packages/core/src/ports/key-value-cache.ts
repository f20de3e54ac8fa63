import type { Adapter, AdapterCapabilities, PortCall } from './call'

/**
 * Names a value and a lease: 1 to 1,024 UTF-8 bytes of any characters but lone surrogates. Two keys never share
 * anything, however alike they are. Whoever builds keys puts tenant and kind of value in.
 */
export type CacheKey = string

/** A value as it is stored: bytes that neither side changes in place. */
export interface CachedValue {
  readonly value: Uint8Array
  /**
   * Which state of the truth the value was made from, 0 to 2^53 − 1: the version of a post, of a profile. A value is
   * replaced by one of its own or a higher version only. Values that have no versions have 0: the last one stays.
   */
  readonly version: number
}

export interface CacheEntry extends CachedValue {
  readonly key: CacheKey
  /** Life from now on: whole milliseconds, 1 to 31,536,000,000 (a year). Reading does not prolong it. */
  readonly ttlMs: number
}

/**
 * - `stored`: the value is under its key now. (The cache may lose it at once.)
 * - `outdated`: nothing was changed, not even the life of what is there, since the key holds a value of a higher
 *   version, or was invalidated lately and the version is below what was said to be current.
 * - `failed`: unknown; may be tried again.
 */
export type SetStatus = 'stored' | 'outdated' | 'failed'

export interface CacheRead {
  /** What was found. A key that is not in it is unknown: the truth has to be asked. */
  readonly values: ReadonlyMap<CacheKey, CachedValue>
  /** Keys whose part of the storage did not answer, once each. Unknown like absent ones, but worth reporting. */
  readonly failed: readonly CacheKey[]
}

export interface CacheInvalidation {
  readonly key: CacheKey
  /** The lowest version that is current, 0 to 2^53 − 1: values below it are outdated. Absent: all of them are. */
  readonly minVersion?: number
  /**
   * For how long outdated values are refused, in whole milliseconds, 0 to 31,536,000,000. A fill that read the truth
   * before the change may still be on its way; choose more than a fill takes from there to `setMany`. 0: the value is
   * removed, and nothing is refused.
   */
  readonly holdMs: number
}

export interface LeaseParams {
  readonly key: CacheKey
  /** Who wants it: a name that nobody else uses, 1 to 256 UTF-8 bytes. */
  readonly holder: string
  /** Life from now on: whole milliseconds, 1 to 31,536,000,000. */
  readonly ttlMs: number
}

/** `freeInMs`: milliseconds, at least 1, until the lease of the other holder ends unless it is renewed. */
export type LeaseResult = { readonly acquired: true } | { readonly acquired: false; readonly freeInMs: number }

/**
 * Bytes and leases under keys, shared by every process that uses the same storage: posts, profiles, author outboxes,
 * sessions.
 *
 * It is a cache. It may lose anything at any time, alone or all at once, whatever its life; and after a fail-over it
 * may be back at what it was shortly before. So absence means "unknown", and nothing that has to hold is decided by
 * what it contains. That goes for leases too: a lease saves work that several would do at once, and protects nothing.
 * Two may come to hold it, and a holder may have lost it without knowing.
 *
 * Each key is changed atomically; a call for many keys is not atomic as a whole. Reads see every change that was
 * acknowledged before they began, unless it was lost. A call that is sent twice does what it does once, but that lives
 * begin anew.
 *
 * A key, version or time that is none fails the whole call with `INVALID_ARGUMENT`, and nothing has happened.
 */
export interface KeyValueCache extends Adapter {
  readonly capabilities: AdapterCapabilities

  /** Reads values, in one round trip per server. Throws only if all keys failed. */
  getMany(params: { readonly keys: readonly CacheKey[] }, call?: PortCall): Promise<CacheRead>

  /**
   * Stores values, one status per entry, in order. An entry is compared with what its key holds at that moment, in one
   * step: of fills at once the one of the highest version stays. A key may come several times, and is taken in order.
   * Throws only if all of them failed.
   */
  setMany(params: { readonly entries: readonly CacheEntry[] }, call?: PortCall): Promise<readonly SetStatus[]>

  /**
   * Removes outdated values, and refuses them for a while, present or not: `setMany` answers `outdated`. Values of
   * `minVersion` and above stay, and may be stored. One invalidation never weakens another that is still held: the
   * highest `minVersion` of them (an absent one is the highest) holds until the latest of their ends. Keys without a
   * value are invalidated all the same, and leases stay as they are.
   * All of the keys, or an error, after which some may be done.
   */
  invalidateMany(params: { readonly entries: readonly CacheInvalidation[] }, call?: PortCall): Promise<void>

  /** Takes a lease that nobody holds, or begins the life of one's own anew. Apart from the value under the key. */
  acquireLease(params: LeaseParams, call?: PortCall): Promise<LeaseResult>

  /** Begins the life of a lease anew if the holder still has it. `false`, and nothing is changed, if not. */
  renewLease(params: LeaseParams, call?: PortCall): Promise<boolean>

  /** Gives a lease back. `false`, and nothing is changed, if the holder does not have it (any more). */
  releaseLease(params: { readonly key: CacheKey; readonly holder: string }, call?: PortCall): Promise<boolean>
}
