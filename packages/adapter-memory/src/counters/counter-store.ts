import {
  type ApplyCountersParams,
  type CounterStatus,
  type CounterStore,
  type CounterStoreCapabilities,
  checkCounterChanges,
  checkCounterRead,
  isEvent,
  isStale,
  type PortCall,
  type PostCounters,
  type PostId,
  type ReadCountersParams,
  type TenantId,
  type WriteBehindCounters,
} from '@feed-engine/core'
import { MemoryAdapter } from '../memory-adapter'
import { type MemoryOptions, resolveOptions } from '../options'
import { CountedPart } from './counted-part'
import { countersOf } from './post-counters'
import { RememberedEvents } from './remembered-events'
import { MemoryWriteBehindCounters } from './write-behind-counters'

/** Counters in memory. */
export class MemoryCounterStore extends MemoryAdapter implements CounterStore {
  readonly capabilities: CounterStoreCapabilities = Object.freeze({ durable: false, writeBehind: true })
  readonly writeBehind: WriteBehindCounters
  readonly #tenants = new Map<TenantId, Map<PostId, CountedPart>>()
  readonly #events = new RememberedEvents()

  /** Takes of the options the clock. */
  constructor(options: MemoryOptions = {}) {
    super()
    const { clock } = resolveOptions(options)
    this.writeBehind = new MemoryWriteBehindCounters({ clock, begin: (call) => this.begin(call) })
  }

  async apply(params: ApplyCountersParams, call?: PortCall): Promise<readonly CounterStatus[]> {
    this.begin(call)
    checkCounterChanges(params)
    const { tenant, nowMs } = params
    return params.changes.map((change) => {
      const part = this.#part(tenant, change.postId)
      if (!isEvent(change)) return part.change(change, nowMs) ? 'applied' : 'known'
      if (isStale(change, nowMs)) return 'stale'
      if (!this.#events.add(tenant, change, nowMs)) return 'known'
      part.count(change.counter, nowMs)
      return 'applied'
    })
  }

  async read(params: ReadCountersParams, call?: PortCall): Promise<ReadonlyMap<PostId, PostCounters>> {
    this.begin(call)
    checkCounterRead(params)
    const posts = this.#tenants.get(params.tenant)
    return new Map(params.postIds.map((postId) => [postId, countersOf(posts?.get(postId), params.viewerId)]))
  }

  #part(tenant: TenantId, postId: PostId): CountedPart {
    const posts = this.#tenants.get(tenant) ?? new Map<PostId, CountedPart>()
    this.#tenants.set(tenant, posts)
    const part = posts.get(postId) ?? new CountedPart()
    posts.set(postId, part)
    return part
  }
}
