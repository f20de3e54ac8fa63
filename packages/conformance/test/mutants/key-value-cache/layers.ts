import type {
  CachedValue,
  CacheEntry,
  CacheInvalidation,
  KeyValueCache,
  LeaseParams,
  LeaseResult,
  SetStatus,
} from '@feed-engine/core'
import type { VirtualTime } from '../../support/virtual-time'
import { override } from '../mutant'

/** Changes what is stored. */
export function setting(inner: KeyValueCache, change: (entry: CacheEntry) => CacheEntry): KeyValueCache {
  return override(inner, { setMany: ({ entries }, call) => inner.setMany({ entries: entries.map(change) }, call) })
}

/** Changes what is invalidated. */
export function invalidating(
  inner: KeyValueCache,
  change: (entry: CacheInvalidation) => CacheInvalidation,
): KeyValueCache {
  return override(inner, {
    invalidateMany: ({ entries }, call) => inner.invalidateMany({ entries: entries.map(change) }, call),
  })
}

/** Changes what a read answers, value by value; `undefined` leaves one out. */
export function reading(
  inner: KeyValueCache,
  change: (value: CachedValue, key: string) => CachedValue | undefined,
): KeyValueCache {
  return override(inner, {
    getMany: async (params, call) => {
      const { values, failed } = await inner.getMany(params, call)
      const changed = [...values].flatMap(([key, value]) => {
        const instead = change(value, key)
        return instead === undefined ? [] : [[key, instead] as const]
      })
      return { values: new Map(changed), failed }
    },
  })
}

/** Stores entries one by one, each by a function that may do as it likes. */
export function storing(inner: KeyValueCache, store: (entry: CacheEntry) => Promise<SetStatus>): KeyValueCache {
  return override(inner, {
    setMany: async ({ entries }) => {
      const statuses: SetStatus[] = []
      for (const entry of entries) statuses.push(await store(entry))
      return statuses
    },
  })
}

export async function current(inner: KeyValueCache, key: string): Promise<CachedValue | undefined> {
  return (await inner.getMany({ keys: [key] })).values.get(key)
}

/** Stores an entry whatever version is there; only an invalidation that is held stands in its way. */
export async function force(inner: KeyValueCache, entry: CacheEntry): Promise<SetStatus> {
  await inner.invalidateMany({ entries: [{ key: entry.key, holdMs: 0 }] })
  return (await inner.setMany({ entries: [entry] }))[0] ?? 'failed'
}

interface Floor {
  readonly minVersion: number
  readonly endsAtMs: number
}

/** Invalidations held by a layer of its own, with hooks to go wrong at. */
export function holding(
  inner: KeyValueCache,
  time: VirtualTime,
  hooks: {
    readonly hold?: (added: Floor, held: Floor | undefined, value: CachedValue | undefined) => Floor | undefined
    readonly stored?: (floors: Map<string, Floor>, entry: CacheEntry) => void
    readonly afterRemoval?: () => Promise<void>
  },
): KeyValueCache {
  const floors = new Map<string, Floor>()
  const heldOf = (key: string): Floor | undefined => {
    const floor = floors.get(key)
    return floor !== undefined && floor.endsAtMs > time.now() ? floor : undefined
  }
  return override(inner, {
    setMany: async ({ entries }, call) => {
      const statuses: SetStatus[] = []
      for (const entry of entries) {
        const isOutdated = entry.version < (heldOf(entry.key)?.minVersion ?? 0)
        const [status = 'failed'] = isOutdated ? ['outdated' as const] : await inner.setMany({ entries: [entry] }, call)
        if (status === 'stored') hooks.stored?.(floors, entry)
        statuses.push(status)
      }
      return statuses
    },
    invalidateMany: async ({ entries }, call) => {
      for (const entry of entries) {
        const { key, minVersion = Number.POSITIVE_INFINITY, holdMs } = entry
        const value = await current(inner, key)
        await inner.invalidateMany({ entries: [{ ...entry, holdMs: 0 }] }, call)
        await hooks.afterRemoval?.()
        const added = { minVersion, endsAtMs: time.now() + holdMs }
        const floor = holdMs === 0 ? heldOf(key) : (hooks.hold ?? strongest)(added, heldOf(key), value)
        if (floor !== undefined) floors.set(key, floor)
      }
    },
  })
}

export function strongest(added: Floor, held: Floor | undefined): Floor {
  return {
    minVersion: Math.max(added.minVersion, held?.minVersion ?? 0),
    endsAtMs: Math.max(added.endsAtMs, held?.endsAtMs ?? 0),
  }
}

/** Leases as they should be, for bugs to be planted around. */
export class Leases {
  readonly #time: VirtualTime
  readonly #held = new Map<string, { readonly holder: string; readonly endsAtMs: number }>()

  constructor(time: VirtualTime) {
    this.#time = time
  }

  holderOf(key: string): string | undefined {
    const lease = this.#held.get(key)
    return lease !== undefined && lease.endsAtMs > this.#time.now() ? lease.holder : undefined
  }

  take({ key, holder, ttlMs }: LeaseParams): LeaseResult {
    this.#held.set(key, { holder, endsAtMs: this.#time.now() + ttlMs })
    return { acquired: true }
  }

  refuse(key: string): LeaseResult {
    return { acquired: false, freeInMs: (this.#held.get(key)?.endsAtMs ?? 0) - this.#time.now() }
  }

  acquire(params: LeaseParams): LeaseResult {
    const holder = this.holderOf(params.key)
    return holder === undefined || holder === params.holder ? this.take(params) : this.refuse(params.key)
  }

  renew(params: LeaseParams): boolean {
    return this.holderOf(params.key) === params.holder && this.take(params).acquired
  }

  release({ key, holder }: { readonly key: string; readonly holder: string }): boolean {
    return this.holderOf(key) === holder && this.#held.delete(key)
  }
}

/** A cache with {@link Leases}, but for the methods that `change` answers. */
export function leasing(
  inner: KeyValueCache,
  time: VirtualTime,
  change: (leases: Leases) => Partial<Pick<KeyValueCache, 'acquireLease' | 'renewLease' | 'releaseLease'>>,
): KeyValueCache {
  const leases = new Leases(time)
  return override(inner, {
    acquireLease: async (params) => leases.acquire(params),
    renewLease: async (params) => leases.renew(params),
    releaseLease: async (params) => leases.release(params),
    ...change(leases),
  })
}
