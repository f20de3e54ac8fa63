import {
  createMemoryStores,
  MemoryCounterArchive,
  MemoryKeyValueCache,
  type MemoryStores,
  MemoryUserDirectory,
} from '@feed-engine/adapter-memory'
import type { HarnessByPort, PortName } from '@feed-engine/conformance'
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
  userDirectory: (plant) => async () => openUsers(plant),
  signalStore: (plant) => async () => fromMemory((stores) => stores.signals, plant),
  counterStore: (plant) => async () => fromMemory((stores) => stores.counters, plant),
  writeBehind: (plant) => async () => fromMemory((stores) => stores.counters, plant),
  counterArchive: (plant) => async () => openArchive(plant),
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

function openUsers(plant: Plant<'userDirectory'>): HarnessByPort['userDirectory'] {
  const users = new MemoryUserDirectory()
  return {
    adapter: plant(users, new VirtualTime()),
    addUser: async ({ tenant, userId, profile = { version: 0, body: new Uint8Array() } }) =>
      users.put({ tenant, profile: { ...profile, id: userId } }),
    close: () => users.close(),
  }
}

function openArchive(plant: Plant<'counterArchive'>): HarnessByPort['counterArchive'] {
  const archive = new MemoryCounterArchive()
  const opened = { adapter: plant(archive, new VirtualTime()), close: () => archive.close() }
  return { ...opened, reopen: async () => openArchive(plant) }
}
