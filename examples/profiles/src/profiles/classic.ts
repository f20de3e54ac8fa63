import { createPostgresStores, migrate } from '@feed-engine/adapter-postgres'
import { createRedisKeyValueCache, createRedisTimelineCache } from '@feed-engine/adapter-redis'
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
    const timelines = createRedisTimelineCache({ ...redis, keyPrefix: `${namespace}:` })
    const cache = createRedisKeyValueCache({ ...redis, keyPrefix: `${namespace}:` })
    const close = async (): Promise<void> => {
      await database.close()
      await Promise.all([timelines.close(), cache.close()])
    }
    return {
      stores: { posts: database.posts, graph: database.graph, bus: database.bus, timelines, cache },
      close,
      async remove() {
        await close()
        await dropSchema(postgres, namespace)
        await dropKeys([redis], `${namespace}:`)
      },
    }
  },
}
