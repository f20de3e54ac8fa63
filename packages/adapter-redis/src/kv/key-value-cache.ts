import {
  type AdapterCapabilities,
  type CachedValue,
  type CacheEntry,
  type CacheInvalidation,
  type CacheKey,
  type CacheRead,
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
import type { RedisLink } from '../client/link'
import type { RedisArgument } from '../client/redis-client'
import { Script } from '../client/script'
import { replyOf, type ScriptOutcome } from '../client/script-runner'
import { kvAcquire, kvInvalidate, kvRelease, kvRenew, kvSet } from '../lua-sources'
import { CacheKeys } from './cache-keys'
import { groupByCell } from './key-groups'
import type { ResolvedKeyValueCacheOptions } from './options'
import { decodeValue, encodeValue } from './value-codec'
import { ValueReader } from './value-reader'

const setScript = new Script(kvSet)
const invalidateScript = new Script(kvInvalidate)
const acquireScript = new Script(kvAcquire)
const renewScript = new Script(kvRenew)
const releaseScript = new Script(kvRelease)

const SET_STATUSES: readonly SetStatus[] = ['outdated', 'stored']
/** Above every version: no value is current. */
const NONE_IS_CURRENT = 2 ** 53

/**
 * Values and leases in Redis or Redis Cluster, 6.2 or newer. Every change is a script, atomic per key; calls for many
 * keys are one pipeline, of a cluster one per master. The server ends what has run out, by its own clock.
 */
export class RedisKeyValueCache implements KeyValueCache {
  readonly name = 'redis'
  readonly capabilities: AdapterCapabilities = Object.freeze({ durable: true })
  readonly #keys: CacheKeys
  readonly #link: RedisLink
  readonly #reader: ValueReader

  /** @internal */
  constructor(options: ResolvedKeyValueCacheOptions, link: RedisLink) {
    this.#keys = new CacheKeys({ prefix: options.keyPrefix, cells: options.cells })
    this.#link = link
    this.#reader = new ValueReader(options.replicas ?? link.client, link.guard)
  }

  async getMany({ keys }: { readonly keys: readonly CacheKey[] }, call?: PortCall): Promise<CacheRead> {
    this.#link.guard.check(call)
    checkCacheKeys(keys)
    const asked = [...new Set(keys)].map((key) => ({ key }))
    const groups = groupByCell(this.#keys, asked)
    const outcomes = await this.#reader.readAll(
      groups.map(({ cell, items }) => items.map(({ key }) => this.#keys.in(cell, 'v', key))),
      call,
    )
    const values = new Map<CacheKey, CachedValue>()
    const failed: CacheKey[] = []
    for (const [index, { items }] of groups.entries()) {
      const outcome = outcomes[index]
      for (const [place, { key }] of items.entries()) {
        if (outcome === undefined || 'error' in outcome) {
          failed.push(key)
          continue
        }
        const value = decodeValue(outcome.stored[place])
        if (value !== undefined) values.set(key, value)
      }
    }
    const [first] = outcomes
    if (first !== undefined && 'error' in first && failed.length === asked.length) throw first.error
    return { values, failed }
  }

  async setMany(
    { entries }: { readonly entries: readonly CacheEntry[] },
    call?: PortCall,
  ): Promise<readonly SetStatus[]> {
    this.#link.guard.check(call)
    checkCacheEntries(entries)
    const argsOf = (entry: CacheEntry): readonly RedisArgument[] => [encodeValue(entry), entry.ttlMs]
    const groups = await this.#runAll(setScript, { items: entries, argsOf }, call)
    const statuses = entries.map((): SetStatus => 'failed')
    for (const { places, outcome } of groups) {
      if (outcome === undefined || 'error' in outcome) continue
      const digits = outcome.reply as Buffer
      for (const [index, place] of places.entries()) {
        statuses[place] = SET_STATUSES[(digits[index] ?? 0) - 0x30] ?? 'failed'
      }
    }
    return statuses
  }

  async invalidateMany(
    { entries }: { readonly entries: readonly CacheInvalidation[] },
    call?: PortCall,
  ): Promise<void> {
    this.#link.guard.check(call)
    checkCacheInvalidations(entries)
    const argsOf = ({ minVersion = NONE_IS_CURRENT, holdMs }: CacheInvalidation) => [minVersion, holdMs]
    const groups = await this.#runAll(invalidateScript, { items: entries, argsOf }, call)
    for (const { outcome } of groups) replyOf(outcome)
  }

  async acquireLease(params: LeaseParams, call?: PortCall): Promise<LeaseResult> {
    checkLease(params)
    const freeInMs = await this.#runOne(acquireScript, params.key, [params.holder, params.ttlMs], call)
    return freeInMs === 0 ? { acquired: true } : { acquired: false, freeInMs }
  }

  async renewLease(params: LeaseParams, call?: PortCall): Promise<boolean> {
    checkLease(params)
    return (await this.#runOne(renewScript, params.key, [params.holder, params.ttlMs], call)) === 1
  }

  async releaseLease(params: { readonly key: CacheKey; readonly holder: string }, call?: PortCall): Promise<boolean> {
    checkLeaseHolder(params)
    return (await this.#runOne(releaseScript, params.key, [params.holder], call)) === 1
  }

  /** Waits for calls under way, and ends a connection that the adapter made. After this every call fails: `CLOSED`. */
  close(): Promise<void> {
    return this.#link.close()
  }

  /** A script on the lease of a key, which answers a number. */
  async #runOne(
    script: Script,
    key: CacheKey,
    args: readonly RedisArgument[],
    call: PortCall | undefined,
  ): Promise<number> {
    const keys = [this.#keys.in(this.#keys.cellOf(key), 'l', key)]
    return Number(await this.#link.scripts.run({ script, keys, args }, call))
  }

  /** A script on value and floor of many keys, cell by cell. Throws if all of it fails. */
  async #runAll<T extends { readonly key: CacheKey }>(
    script: Script,
    work: { readonly items: readonly T[]; readonly argsOf: (item: T) => readonly RedisArgument[] },
    call: PortCall | undefined,
  ): Promise<readonly { readonly places: readonly number[]; readonly outcome: ScriptOutcome | undefined }[]> {
    const groups = groupByCell(this.#keys, work.items)
    const calls = groups.map(({ cell, items }) => ({
      script,
      keys: items.flatMap(({ key }) => [this.#keys.in(cell, 'v', key), this.#keys.in(cell, 'f', key)]),
      args: items.flatMap(work.argsOf),
    }))
    const outcomes = await this.#link.scripts.runAll(calls, call)
    if (outcomes.length > 0 && outcomes.every((outcome) => 'error' in outcome)) replyOf(outcomes[0])
    return groups.map(({ places }, index) => ({ places, outcome: outcomes[index] }))
  }
}
