import { createPostgresCounterArchive } from '@feed-engine/adapter-postgres'
import { createRedisCounterStore, createRedisSignalStore } from '@feed-engine/adapter-redis'
import { addCounters } from './add-counters'
import { classic } from './classic'
import type { Profile } from './profile'

export const classicCounted: Profile = {
  ...classic,
  name: 'classic-counted',
  summary: 'classic, with signals and counters in Redis, and the counters kept in PostgreSQL',
  async open(addresses, namespace) {
    const deployment = await classic.open(addresses, namespace)
    const caches = { ...addresses.redis, keyPrefix: `${namespace}:` }
    return addCounters(deployment, {
      signals: createRedisSignalStore(caches),
      counters: createRedisCounterStore(caches),
      counterArchive: createPostgresCounterArchive({ ...addresses.postgres, schema: namespace }),
    })
  },
}
