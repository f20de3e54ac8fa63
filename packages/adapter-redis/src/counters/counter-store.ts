import {
  type ApplyCountersParams,
  type CounterStatus,
  type CounterStore,
  type CounterStoreCapabilities,
  checkCounterChanges,
  checkCounterRead,
  FeedError,
  type PortCall,
  type PostCounters,
  type PostId,
  type ReadCountersParams,
  type WriteBehindCounters,
} from '@feed-engine/core'
import type { RedisLink } from '../client/link'
import { replyOf } from '../client/script-runner'
import { changeCall, groupChanges, statusesOf } from './change-calls'
import { CounterKeys } from './counter-keys'
import type { ResolvedCounterStoreOptions } from './options'
import { readParts } from './part-reader'
import { byPost, sumOf } from './post-counters'
import { RedisWriteBehindCounters } from './write-behind-counters'

/**
 * Counters in Redis or Redis Cluster, 6.2 or newer. Changes of one part are one script, atomic, however many they are up
 * to 256; all of a call are one pipeline, of a cluster one per master.
 */
export class RedisCounterStore implements CounterStore {
  readonly name = 'redis'
  readonly capabilities: CounterStoreCapabilities = Object.freeze({ durable: true, writeBehind: true })
  readonly writeBehind: WriteBehindCounters
  readonly #keys: CounterKeys
  readonly #link: RedisLink

  /** @internal */
  constructor(options: ResolvedCounterStoreOptions, link: RedisLink) {
    const { keyPrefix: prefix, cells, shards } = options
    this.#keys = new CounterKeys({ prefix, cells, shards })
    this.#link = link
    this.writeBehind = new RedisWriteBehindCounters(this.#keys, link)
  }

  async apply(params: ApplyCountersParams, call?: PortCall): Promise<readonly CounterStatus[]> {
    this.#link.guard.check(call)
    checkCounterChanges(params)
    const groups = groupChanges(this.#keys, params)
    const calls = groups.map((group) => changeCall(this.#keys, 'alone', group, params.nowMs))
    const outcomes = await this.#link.scripts.runAll(calls, call)
    const statuses = params.changes.map((): CounterStatus => 'stale')
    for (const [index, { places }] of groups.entries()) {
      for (const [at, status] of statusesOf(replyOf(outcomes[index])).entries()) {
        if (status === 'unknown') throw new FeedError({ code: 'INTERNAL', rule: 'a script knew no answer' })
        statuses[places[at] ?? 0] = status
      }
    }
    return statuses
  }

  async read(params: ReadCountersParams, call?: PortCall): Promise<ReadonlyMap<PostId, PostCounters>> {
    this.#link.guard.check(call)
    checkCounterRead(params)
    const asked = { ...params, postIds: [...new Set(params.postIds)] }
    const parts = await readParts({ keys: this.#keys, scripts: this.#link.scripts, side: 'alone' }, asked, call)
    const counters = new Map<PostId, PostCounters>()
    for (const [postId, found] of byPost(parts)) counters.set(postId, sumOf(found, params.viewerId !== undefined))
    return counters
  }

  /** Waits for calls under way, and ends a connection that the adapter made. After this every call fails: `CLOSED`. */
  close(): Promise<void> {
    return this.#link.close()
  }
}
