import {
  type AdapterCapabilities,
  type CachedValue,
  type CacheEntry,
  type CacheInvalidation,
  type CacheKey,
  type CacheRead,
  type Clock,
  checkCacheEntries,
  checkCacheInvalidations,
  checkCacheKeys,
  checkLease,
  checkLeaseHolder,
  type KeyValueCache,
  type LeaseParams,
  type LeaseResult,
  type PortCall,
  type SetStatus,
} from '@feed-engine/core'
import { copyIn, copyOut } from '../byte-copies'
import { MemoryAdapter } from '../memory-adapter'
import { ExpiringMap } from './expiring-map'
import { type MemoryKeyValueCacheOptions, resolveKeyValueCacheOptions } from './options'

/** What an entry takes besides its bytes: its place in the map, and the objects around it. */
const BYTES_PER_ENTRY = 256

/** Values and leases in memory, bounded: beyond their room those that were not used for longest are forgotten. */
export class MemoryKeyValueCache extends MemoryAdapter implements KeyValueCache {
  readonly capabilities: AdapterCapabilities = Object.freeze({ durable: false })
  readonly #clock: Clock
  readonly #values: ExpiringMap<CachedValue>
  /** Invalidations that are still held. */
  readonly #floors: ExpiringMap<{ readonly minVersion: number }>
  readonly #leases: ExpiringMap<{ readonly holder: string }>

  constructor(options: MemoryKeyValueCacheOptions = {}) {
    super()
    const { clock, maxBytes, maxLeases } = resolveKeyValueCacheOptions(options)
    this.#clock = clock
    this.#values = new ExpiringMap({
      maxSize: maxBytes,
      sizeOf: (key, { value }) => BYTES_PER_ENTRY + 2 * key.length + value.length,
    })
    this.#floors = new ExpiringMap({ maxSize: maxLeases, sizeOf: () => 1 })
    this.#leases = new ExpiringMap({ maxSize: maxLeases, sizeOf: () => 1 })
  }

  async getMany({ keys }: { readonly keys: readonly CacheKey[] }, call?: PortCall): Promise<CacheRead> {
    this.begin(call)
    checkCacheKeys(keys)
    const now = this.#clock.now()
    const values = new Map<CacheKey, CachedValue>()
    for (const key of keys) {
      const held = this.#values.get(key, now)
      if (held !== undefined) values.set(key, { value: copyOut(held.value), version: held.version })
    }
    return { values, failed: [] }
  }

  async setMany(
    { entries }: { readonly entries: readonly CacheEntry[] },
    call?: PortCall,
  ): Promise<readonly SetStatus[]> {
    this.begin(call)
    checkCacheEntries(entries)
    const now = this.#clock.now()
    return entries.map(({ key, value, version, ttlMs }) => {
      if (version < this.#leastVersion(key, now)) return 'outdated'
      this.#values.set(key, { value: copyIn(value), version }, now + ttlMs)
      return 'stored'
    })
  }

  async invalidateMany(
    { entries }: { readonly entries: readonly CacheInvalidation[] },
    call?: PortCall,
  ): Promise<void> {
    this.begin(call)
    checkCacheInvalidations(entries)
    const now = this.#clock.now()
    for (const { key, minVersion = Number.POSITIVE_INFINITY, holdMs } of entries) {
      const held = this.#values.get(key, now)
      if (held !== undefined && held.version < minVersion) this.#values.delete(key)
      if (holdMs > 0) this.#hold(key, { minVersion, holdMs, now })
    }
  }

  async acquireLease(params: LeaseParams, call?: PortCall): Promise<LeaseResult> {
    this.begin(call)
    checkLease(params)
    const { key, holder, ttlMs } = params
    const now = this.#clock.now()
    const lease = this.#leases.get(key, now)
    if (lease !== undefined && lease.holder !== holder) {
      return { acquired: false, freeInMs: this.#leases.remainingMs(key, now) }
    }
    this.#leases.set(key, { holder }, now + ttlMs)
    return { acquired: true }
  }

  async renewLease(params: LeaseParams, call?: PortCall): Promise<boolean> {
    this.begin(call)
    checkLease(params)
    const { key, holder, ttlMs } = params
    const now = this.#clock.now()
    if (this.#leases.get(key, now)?.holder !== holder) return false
    this.#leases.set(key, { holder }, now + ttlMs)
    return true
  }

  async releaseLease(params: { readonly key: CacheKey; readonly holder: string }, call?: PortCall): Promise<boolean> {
    this.begin(call)
    checkLeaseHolder(params)
    if (this.#leases.get(params.key, this.#clock.now())?.holder !== params.holder) return false
    this.#leases.delete(params.key)
    return true
  }

  /** The lowest version that a key takes. */
  #leastVersion(key: CacheKey, now: number): number {
    return Math.max(this.#values.get(key, now)?.version ?? 0, this.#floors.get(key, now)?.minVersion ?? 0)
  }

  #hold(key: CacheKey, added: { readonly minVersion: number; readonly holdMs: number; readonly now: number }): void {
    const { now } = added
    const minVersion = Math.max(added.minVersion, this.#floors.get(key, now)?.minVersion ?? 0)
    this.#floors.set(key, { minVersion }, now + Math.max(added.holdMs, this.#floors.remainingMs(key, now)))
  }
}
