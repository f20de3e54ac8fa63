import { createCassandraCounterArchive } from '@feed-engine/adapter-cassandra'
import { createRedisCounterStore, createRedisSignalStore } from '@feed-engine/adapter-redis'
import { addCounters } from './add-counters'
import { atScale } from './at-scale'
import type { Profile } from './profile'

export const atScaleCounted: Profile = {
  ...atScale,
  name: 'at-scale-counted',
  summary: 'at-scale, with signals and counters in Redis Cluster, and the counters kept in Cassandra',
  async open(addresses, namespace) {
    const deployment = await atScale.open(addresses, namespace)
    const caches = { nodes: addresses.redisCluster.nodes, keyPrefix: `${namespace}:` }
    const cluster = { ...addresses.cassandra, keyspace: namespace, allowSingleReplica: true }
    return addCounters(deployment, {
      signals: createRedisSignalStore(caches),
      counters: createRedisCounterStore(caches),
      counterArchive: createCassandraCounterArchive(cluster),
    })
  },
}
