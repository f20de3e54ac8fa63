import { createPostgresCounterArchive, createPostgresStores, migrate } from '@feed-engine/adapter-postgres'
import {
  createRedisCounterStore,
  createRedisKeyValueCache,
  createRedisSignalStore,
  createRedisTimelineCache,
} from '@feed-engine/adapter-redis'
import { dropKeys } from './drop-keys'
import { dropSchema } from './drop-schema'
import type { Profile } from './profile'

export const classic: Profile = {
  name: 'classic',
  summary: 'PostgreSQL for what must not be lost, Redis for timelines and what can be cached',
  needs: ['postgres', 'redis'],
  workerProcesses: false,
  async open({ postgres, redis }, namespace) {
    const options = { ...postgres, schema: namespace }
    await migrate(options)
    const database = createPostgresStores(options)
    const caches = { ...redis, keyPrefix: `${namespace}:` }
    const timelines = createRedisTimelineCache(caches)
    const cache = createRedisKeyValueCache(caches)
    const signals = createRedisSignalStore(caches)
    const counters = createRedisCounterStore(caches)
    const counterArchive = createPostgresCounterArchive(options)
    const close = async (): Promise<void> => {
      await database.close()
      await Promise.all([timelines, cache, signals, counters, counterArchive].map((store) => store.close()))
    }
    return {
      stores: {
        posts: database.posts,
        graph: database.graph,
        bus: database.bus,
        timelines,
        cache,
        signals,
        counters,
        counterArchive,
      },
      close,
      async remove() {
        await close()
        await dropSchema(postgres, namespace)
        await dropKeys([redis], `${namespace}:`)
      },
    }
  },
}
