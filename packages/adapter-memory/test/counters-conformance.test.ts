import { describeAdapter, type Harness } from '@feed-engine/conformance'
import { ArchivedCounters, type CounterStore } from '@feed-engine/core'
import * as framework from 'vitest'
import { MemoryCounterArchive, MemoryCounterStore } from '../src'
import { VirtualTime } from './virtual-time'

function inTime(open: (time: VirtualTime) => CounterStore): () => Promise<Harness<CounterStore>> {
  return async () => {
    const time = new VirtualTime(Date.UTC(2026, 0))
    const adapter = open(time)
    return { adapter, advance: (ms) => time.advance(ms), now: () => time.now(), close: () => adapter.close() }
  }
}

describeAdapter({
  name: 'memory, counters',
  framework,
  counterStore: inTime((clock) => new MemoryCounterStore({ clock })),
  counterArchive: async () => {
    const adapter = new MemoryCounterArchive()
    return { adapter, close: () => adapter.close() }
  },
})

describeAdapter({
  name: 'memory, counters in front of an archive',
  framework,
  counterStore: inTime((time) => {
    const counters = new MemoryCounterStore({ clock: time })
    const archive = new MemoryCounterArchive()
    return new ArchivedCounters({ counters, archive, clock: time, timers: time, idleMs: 60_000 })
  }),
})
