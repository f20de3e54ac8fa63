import { KafkaEventBus } from '@feed-engine/adapter-kafka'
import { createPostgresStores, migrate } from '@feed-engine/adapter-postgres'
import { createRedisTimelineCache } from '@feed-engine/adapter-redis'
import { Kafka, logLevel } from 'kafkajs'
import { dropKeys } from './drop-keys'
import { dropSchema } from './drop-schema'
import { dropTopics } from './drop-topics'
import type { Profile } from './profile'

export const atScale: Profile = {
  name: 'at-scale',
  summary: 'Cassandra for posts, PostgreSQL for the graph, Redis Cluster for timelines, Kafka, worker processes',
  needs: ['cassandra', 'postgres', 'redisCluster', 'kafka'],
  workerProcesses: true,
  async open({ postgres, redisCluster, kafka }, namespace) {
    const options = { ...postgres, schema: namespace }
    const client = new Kafka({ clientId: 'feed-engine', brokers: kafka.brokers, logLevel: logLevel.NOTHING })
    await migrate(options)
    const { posts, graph, close: closeDatabase } = createPostgresStores(options)
    const timelines = createRedisTimelineCache({ nodes: redisCluster.nodes, keyPrefix: `${namespace}:` })
    const bus = new KafkaEventBus({ client, prefix: `${namespace}.`, topics: { replicationFactor: 1 } })
    const close = async (): Promise<void> => {
      await bus.close()
      await Promise.all([closeDatabase(), timelines.close()])
    }
    return {
      stores: { posts, graph, timelines, bus },
      close,
      async remove() {
        await close()
        await dropSchema(postgres, namespace)
        await dropKeys(redisCluster.nodes, `${namespace}:`)
        await dropTopics(client, `${namespace}.`)
      },
    }
  },
}
