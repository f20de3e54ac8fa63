import { createMemoryStores, type MemoryStores } from '@feed-engine/adapter-memory'
import type { FeedStores } from '@feed-engine/core'
import { type Addresses, type Profile, profileNamed } from '@feed-engine/example-profiles'
import type { WorkloadSettings } from '../../src/harness/workload'

const NOTHING = { roundTrips: 0, bytesSent: 0, bytesReceived: 0, clientCpuMs: 0 }

/**
 * Settings for a workload at tiny scale on stores in memory, without servers and meters.
 *
 * @param change what the stores are replaced by, for those that misbehave
 */
export function embeddedSettings(change: (stores: MemoryStores) => FeedStores = (stores) => stores): WorkloadSettings {
  return {
    addresses: {} as Addresses,
    seed: 1,
    scale: 'tiny',
    profile: profileOn(change),
    effort: { rounds: 2 },
    calibrate: false,
    meters: {
      during: async (work) => ({ result: await work(), used: NOTHING }),
      watch: async () => undefined,
      close: async () => undefined,
    },
    graph: () => Promise.reject(new Error('there is no graph')),
    progress: () => undefined,
  }
}

function profileOn(change: (stores: MemoryStores) => FeedStores): Profile {
  const embedded = profileNamed('embedded')
  if (embedded === undefined) throw new Error('there is no embedded profile')
  return {
    ...embedded,
    async open() {
      const stores = createMemoryStores()
      const close = async (): Promise<void> => {
        await stores.bus.close()
        await Promise.all([stores.timelines.close(), stores.graph.close(), stores.posts.close()])
      }
      return { stores: change(stores), close, remove: close }
    },
  }
}

/** A store whose methods are those of another one, but for some. */
export function changed<Store extends object>(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(name in methods ? methods : target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
