import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { Adapter } from '@feed-engine/core'
import * as framework from 'vitest'
import { createMemoryStores, type MemoryStores } from '../src'
import { VirtualTime } from './virtual-time'

function harness<A extends Adapter>(pick: (stores: MemoryStores) => A): () => Promise<Harness<A>> {
  return async () => {
    const time = new VirtualTime(Date.UTC(2026, 0))
    const stores = createMemoryStores({ clock: time, timers: time, bus: { retainMessages: 100 } })
    const now = () => time.now()
    return { adapter: pick(stores), advance: (ms) => time.advance(ms), now, close: () => stores.close() }
  }
}

describeAdapter({
  name: 'memory',
  framework,
  postStore: harness((stores) => stores.posts),
  graphStore: harness((stores) => stores.graph),
  timelineCache: harness((stores) => stores.timelines),
  eventBus: harness((stores) => stores.bus),
  signalStore: harness((stores) => stores.signals),
})
