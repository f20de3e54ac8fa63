import { FeedError } from '../model'
import type { CacheEntry, CacheInvalidation, LeaseParams } from '../ports'
import { checkInteger } from './scalars'

const CODE = 'INVALID_ARGUMENT'
const YEAR_MS = 31_536_000_000
const encoder = new TextEncoder()
const LONE_SURROGATE = /\p{Cs}/u

/** Checks keys as every {@link KeyValueCache} has to. */
export function checkCacheKeys(keys: readonly string[]): void {
  for (const key of keys) checkKey(key)
}

/** Checks all of them before any is stored. */
export function checkCacheEntries(entries: readonly CacheEntry[]): void {
  for (const { key, version, ttlMs } of entries) {
    checkKey(key)
    checkVersion(version, 'version')
    checkInteger(ttlMs, 'ttlMs', { code: CODE, min: 1, max: YEAR_MS })
  }
}

export function checkCacheInvalidations(entries: readonly CacheInvalidation[]): void {
  for (const { key, minVersion = 0, holdMs } of entries) {
    checkKey(key)
    checkVersion(minVersion, 'minVersion')
    checkInteger(holdMs, 'holdMs', { code: CODE, min: 0, max: YEAR_MS })
  }
}

export function checkLeaseHolder({ key, holder }: Pick<LeaseParams, 'key' | 'holder'>): void {
  checkKey(key)
  checkName(holder, 'holder', 256)
}

export function checkLease(params: LeaseParams): void {
  checkLeaseHolder(params)
  checkInteger(params.ttlMs, 'ttlMs', { code: CODE, min: 1, max: YEAR_MS })
}

function checkKey(key: unknown): void {
  checkName(key, 'key', 1_024)
}

function checkVersion(version: unknown, field: string): void {
  checkInteger(version, field, { code: CODE, min: 0, max: Number.MAX_SAFE_INTEGER })
}

/** Lone surrogates all have the same bytes in UTF-8: two names would be one. */
function checkName(name: unknown, field: string, maxBytes: number): void {
  const fits = typeof name === 'string' && name !== '' && name.length <= maxBytes
  if (fits && encoder.encode(name).length <= maxBytes && !LONE_SURROGATE.test(name)) return
  const rule = `has to be a string of 1 to ${maxBytes} UTF-8 bytes without lone surrogates`
  throw new FeedError({ code: CODE, field, rule })
}
