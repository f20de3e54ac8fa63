import { createMemoryStores, MemoryKeyValueCache, MemoryTimelineCache } from '@feed-engine/adapter-memory'
import type { EventBus, FeedStores, TimelineCache } from '@feed-engine/core'
import type { Settings } from '../settings'
import { SeededRandom } from '../time/random'
import type { SimulatedTime } from '../time/simulated-time'
import { CacheCells } from './cache-cells'

/** Stores with all that pushing needs. */
export interface PushStores extends FeedStores {
  readonly timelines: TimelineCache
  readonly bus: EventBus
}

/** Where the data of a run lie, empty at its beginning. */
export interface SharedStores {
  /**
   * Ways to the same data, at least one. Each process has its own, as long as there are enough; who replaces a dead one
   * gets what that has left.
   */
  readonly sets: readonly [PushStores, ...PushStores[]]
  /** Loses the timelines of a slice of the users, or more. `slice`: below the number of cells in the settings. */
  loseTimelines(slice: number): void | Promise<void>
  close(): Promise<void>
}

/** Stream of randomness of the stores. */
const STREAM = 2

/** Stores in memory that live in the time of the run, with a cache in cells that fail over. */
export function memoryStores(parts: {
  readonly settings: Settings
  readonly seed: number
  readonly time: SimulatedTime
}): SharedStores {
  const { settings, seed, time } = parts
  const options = {
    clock: time,
    timers: time,
    random: new SeededRandom(seed, STREAM),
    timelines: { maxTimelines: settings.users },
    bus: { retainMessages: settings.busKeeps },
    outbox: { partitions: settings.outboxPartitions },
  }
  const stores = createMemoryStores(options)
  const timelines = new CacheCells(settings.cells, () => new MemoryTimelineCache(options))
  const cache = new MemoryKeyValueCache({ clock: time })
  return {
    sets: [{ posts: stores.posts, graph: stores.graph, bus: stores.bus, signals: stores.signals, timelines, cache }],
    loseTimelines: (slice) => timelines.failOver(slice),
    close: () => stores.close(),
  }
}
