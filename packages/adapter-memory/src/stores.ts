import type { FeedStores } from '@feed-engine/core'
import { MemoryEventBus } from './bus/event-bus'
import { MemoryCounterStore } from './counters/counter-store'
import { MemoryGraphStore } from './graph/graph-store'
import type { MemoryOptions } from './options'
import { MemoryPostStore } from './posts/post-store'
import { MemorySignalStore } from './signals/signal-store'
import { MemoryTimelineCache } from './timelines/timeline-cache'

/** All stores of an engine, in this process. */
export interface MemoryStores extends FeedStores {
  readonly posts: MemoryPostStore
  readonly graph: MemoryGraphStore
  readonly timelines: MemoryTimelineCache
  readonly bus: MemoryEventBus
  readonly counters: MemoryCounterStore
  readonly signals: MemorySignalStore
  /** Closes all of them, the bus first: its running handlers may still need the others. May be called again. */
  close(): Promise<void>
}

/**
 * Stores that keep everything in memory and lose it with the process: the embedded profile, tests and simulations.
 * Fails with `INVALID_OPTION` on an unknown or impossible option.
 */
export function createMemoryStores(options: MemoryOptions = {}): MemoryStores {
  const posts = new MemoryPostStore(options)
  const graph = new MemoryGraphStore(options)
  const timelines = new MemoryTimelineCache(options)
  const bus = new MemoryEventBus(options)
  const counters = new MemoryCounterStore(options)
  const signals = new MemorySignalStore()
  return {
    posts,
    graph,
    timelines,
    bus,
    signals,
    counters,
    async close() {
      await bus.close()
      await Promise.all([timelines, signals, counters, graph, posts].map((store) => store.close()))
    },
  }
}
