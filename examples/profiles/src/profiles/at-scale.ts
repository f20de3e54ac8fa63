import { createCassandraPostStore, createSchema } from '@feed-engine/adapter-cassandra'
import { KafkaEventBus } from '@feed-engine/adapter-kafka'
import { createPostgresGraphStore, migrate } from '@feed-engine/adapter-postgres'
import { createRedisKeyValueCache, createRedisTimelineCache } from '@feed-engine/adapter-redis'
import { Kafka, logLevel } from 'kafkajs'
import { dropKeys } from './drop-keys'
import { dropKeyspace } from './drop-keyspace'
import { dropSchema } from './drop-schema'
import { dropTopics } from './drop-topics'
import type { Profile } from './profile'

export const atScale: Profile = {
  name: 'at-scale',
  summary: 'Cassandra for posts, PostgreSQL for the graph, Redis Cluster for timelines, Kafka, worker processes',
  needs: ['cassandra', 'postgres', 'redisCluster', 'kafka'],
  workerProcesses: true,
  async open({ cassandra, postgres, redisCluster, kafka }, namespace) {
    const database = { ...postgres, schema: namespace }
    // One of each server will do for a trial: in production at least three, and these options go.
    const cluster = { ...cassandra, keyspace: namespace, allowSingleReplica: true }
    const topics = { replicationFactor: 1 }
    const client = new Kafka({
      clientId: 'feed-engine',
      brokers: kafka.brokers,
      logLevel: logLevel.NOTHING,
      retry: { retries: 3, initialRetryTime: 100 },
    })

    await migrate(database)
    await createSchema({ ...cluster, replication: { [cassandra.localDataCenter]: 1 } })
    const posts = createCassandraPostStore(cluster)
    const graph = createPostgresGraphStore(database)
    const caches = { nodes: redisCluster.nodes, keyPrefix: `${namespace}:` }
    const timelines = createRedisTimelineCache(caches)
    const cache = createRedisKeyValueCache(caches)
    const bus = new KafkaEventBus({ client, prefix: `${namespace}.`, topics })
    const close = async (): Promise<void> => {
      await bus.close()
      await Promise.all([posts.close(), graph.close(), timelines.close(), cache.close()])
    }
    return {
      stores: { posts, graph, timelines, bus, cache },
      close,
      async remove() {
        await close()
        await dropKeyspace(cassandra, namespace)
        await dropSchema(postgres, namespace)
        await dropKeys(redisCluster.nodes, `${namespace}:`)
        await dropTopics(client, `${namespace}.`)
      },
    }
  },
}
