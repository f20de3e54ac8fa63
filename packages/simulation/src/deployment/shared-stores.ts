import {
  createMemoryStores,
  MemoryCounterArchive,
  MemoryCounterStore,
  MemoryKeyValueCache,
  MemoryTimelineCache,
} from '@feed-engine/adapter-memory'
import type { EventBus, FeedStores, TimelineCache } from '@feed-engine/core'
import type { Settings } from '../settings'
import { SeededRandom } from '../time/random'
import type { SimulatedTime } from '../time/simulated-time'
import { CacheCells } from './cache-cells'
import { LosableCounters } from './losable-counters'

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
  /** Loses all counters that stand in front of an archive. Absent: they cannot be lost. */
  loseCounters?(): void
  close(): Promise<void>
}

/** Stream of randomness of the stores. */
const STREAM = 2

/**
 * How much faster the clock of the counters runs: half a minute after its last change, longer than any call takes from
 * the archive to them, a clean part is gone.
 */
const COUNTERS_HASTE = 20

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
  const hastyClock = { now: () => time.now() * COUNTERS_HASTE }
  const counters = new LosableCounters(() => new MemoryCounterStore({ clock: hastyClock }))
  const counterArchive = new MemoryCounterArchive()
  const { posts, graph, bus, signals } = stores
  return {
    sets: [{ posts, graph, bus, signals, timelines, cache, counters, counterArchive }],
    loseTimelines: (slice) => timelines.failOver(slice),
    loseCounters: () => counters.lose(),
    close: () => stores.close(),
  }
}
