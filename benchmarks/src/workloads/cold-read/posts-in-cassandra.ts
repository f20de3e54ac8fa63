import { createCassandraPostStore, createSchema } from '@feed-engine/adapter-cassandra'
import { DEFAULT_TENANT, snowflakeCodec } from '@feed-engine/core'
import { Client, types } from 'cassandra-driver'
import { dropKeyspace } from '../../../../examples/profiles/src/profiles/drop-keyspace'
import { floorColdRead } from '../../baselines/floor/cold/cold-read'
import { coldSourceInCassandra } from '../../baselines/floor/cold/from-cassandra'
import { SafetyChecks } from '../../baselines/safety/safety-checks'
import { openClassic } from '../../live-feed/open-classic'
import type { PostStorage } from './post-storage'

const codec = snowflakeCodec()

/** The profile `classic`, but for its posts: what `at-scale` has, without what no read meets. */
export const postsInCassandra: PostStorage = {
  name: 'Cassandra',
  needs: ['cassandra', 'postgres', 'redis'],
  async open(addresses, namespace) {
    const { cassandra } = addresses
    const options = { ...cassandra, keyspace: namespace, allowSingleReplica: true }
    await createSchema({ ...options, replication: { [cassandra.localDataCenter]: 1 } })
    const classic = await openClassic(addresses, namespace)
    const posts = createCassandraPostStore(options)
    const close = async (): Promise<void> => {
      await posts.close()
      await classic.close()
    }
    return {
      stores: { ...classic.stores, posts },
      close,
      async remove() {
        await close()
        await dropKeyspace(cassandra, namespace)
        await classic.remove()
      },
    }
  },
  async openFloor({ addresses, client: redis, pool, namespace, prefix, random, posts }) {
    const { contactPoints, localDataCenter, port } = addresses.cassandra
    const client = new Client({
      contactPoints,
      localDataCenter,
      protocolOptions: { port },
      // As the adapter asks.
      queryOptions: { consistency: types.consistencies.localQuorum },
    })
    const place = { schema: namespace, tenant: DEFAULT_TENANT }
    const close = (): Promise<void> => client.shutdown()
    try {
      const source = await coldSourceInCassandra(client, pool, {
        ...place,
        keyspace: namespace,
        checks: new SafetyChecks(pool, place),
        posts: posts.map(({ id, authorId }) => ({ authorId, position: Buffer.from(codec.positionOf(id), 'hex') })),
      })
      return { floor: floorColdRead(redis, source, { prefix, random }), close }
    } catch (error) {
      await close()
      throw error
    }
  },
}
