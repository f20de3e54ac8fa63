import type {
  CachedValue,
  CacheEntry,
  CacheInvalidation,
  CacheKey,
  KeyValueCache,
  LeaseResult,
  SetStatus,
} from '@feed-engine/core'
import type { Fixtures } from '../kit/fixtures'
import { ensureEqual } from '../kit/violation'

/** Long enough that nothing of a rule ends by itself. */
export const LONG_MS = 600_000
/** Short enough to wait for. */
export const SHORT_MS = 60
/** How long a rule waits for something short to end: servers may be slow, and sweep now and then. */
export const ENDS_WITHIN_MS = 5_000
/** The longest life that a value or a lease may have. */
export const YEAR_MS = 31_536_000_000
export const HIGHEST_VERSION = Number.MAX_SAFE_INTEGER

type Change = { readonly key: CacheKey } & Partial<CacheEntry>

export function entryOf(make: Fixtures, change: Change): CacheEntry {
  return { value: make.bytes(12), version: 0, ttlMs: LONG_MS, ...change }
}

/** What a read has to find of an entry. */
export function cachedOf({ value, version }: CacheEntry): CachedValue {
  return { value, version }
}

export async function set(cache: KeyValueCache, entry: CacheEntry): Promise<SetStatus | undefined> {
  const statuses = await cache.setMany({ entries: [entry] })
  ensureEqual(statuses.length, 1, 'number of statuses for one entry')
  return statuses[0]
}

/** Stores an entry that nothing stands in the way of, and answers it. */
export async function store(cache: KeyValueCache, make: Fixtures, change: Change): Promise<CacheEntry> {
  const entry = entryOf(make, change)
  ensureEqual(await set(cache, entry), 'stored', `answer of setMany at version ${entry.version}`)
  return entry
}

export async function read(cache: KeyValueCache, key: CacheKey): Promise<CachedValue | undefined> {
  return (await readAll(cache, [key])).get(key)
}

export async function readAll(
  cache: KeyValueCache,
  keys: readonly CacheKey[],
): Promise<ReadonlyMap<CacheKey, CachedValue>> {
  const { values, failed } = await cache.getMany({ keys })
  ensureEqual([...failed], [], 'keys that could not be read')
  return values
}

export function invalidate(cache: KeyValueCache, entry: CacheInvalidation): Promise<void> {
  return cache.invalidateMany({ entries: [entry] })
}

export function acquire(
  cache: KeyValueCache,
  params: { readonly key: CacheKey; readonly holder: string; readonly ttlMs?: number },
): Promise<LeaseResult> {
  return cache.acquireLease({ ttlMs: LONG_MS, ...params })
}

/** For how long a lease is taken, as somebody is told who tries to take it; 0 if it was free. */
export async function takenForMs(cache: KeyValueCache, make: Fixtures, key: CacheKey): Promise<number> {
  const holder = make.name('other')
  const result = await cache.acquireLease({ key, holder, ttlMs: LONG_MS })
  if (!result.acquired) return result.freeInMs
  await cache.releaseLease({ key, holder })
  return 0
}
