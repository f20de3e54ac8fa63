import { createMemoryStores, MemoryKeyValueCache, type MemoryStores } from '@feed-engine/adapter-memory'
import type { HarnessByPort, PortName } from '@feed-engine/conformance'
import { openUserDirectory } from './users'
import { VirtualTime } from './virtual-time'

type AdapterOf<P extends PortName> = HarnessByPort[P]['adapter']
type Plant<P extends PortName> = (inner: AdapterOf<P>, time: VirtualTime) => AdapterOf<P>
type Opener<P extends PortName> = (plant: Plant<P>) => () => Promise<HarnessByPort[P]>

/** Opens the memory adapter of a port, with something planted into it. What is reopened is empty. */
export const openPort: { readonly [P in PortName]: Opener<P> } = {
  postStore: (plant) => async () => fromMemory((stores) => stores.posts, plant),
  outbox: (plant) => async () => fromMemory((stores) => stores.posts, plant),
  graphStore: (plant) => async () => fromMemory((stores) => stores.graph, plant),
  timelineCache: (plant) => async () => ({
    ...fromMemory((stores) => stores.timelines, plant),
    failOver: () => Promise.resolve(),
  }),
  eventBus: (plant) => async () => fromMemory((stores) => stores.bus, plant),
  keyValueCache: (plant) => async () => openValues(plant),
  userDirectory: (plant) => async () => {
    const harness = await openUserDirectory()
    return { ...harness, adapter: plant(harness.adapter, new VirtualTime()) }
  },
}

function fromMemory<A>(pick: (stores: MemoryStores) => A, plant: (inner: A, time: VirtualTime) => A) {
  const time = new VirtualTime()
  const stores = createMemoryStores({ clock: time, timers: time, bus: { retainMessages: 100 } })
  const opened = {
    adapter: plant(pick(stores), time),
    advance: time.advance,
    now: time.now,
    close: () => stores.close(),
  }
  return { ...opened, reopen: async () => fromMemory(pick, plant) }
}

function openValues(plant: Plant<'keyValueCache'>): HarnessByPort['keyValueCache'] {
  const time = new VirtualTime()
  const cache = new MemoryKeyValueCache({ clock: time })
  const opened = { adapter: plant(cache, time), advance: time.advance, now: time.now, close: () => cache.close() }
  return { ...opened, reopen: async () => openValues(plant) }
}
