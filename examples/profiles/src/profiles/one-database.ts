import { createPostgresStores, migrate } from '@feed-engine/adapter-postgres'
import { dropSchema } from './drop-schema'
import type { Profile } from './profile'

export const oneDatabase: Profile = {
  name: 'one-database',
  summary: 'PostgreSQL alone: posts, graph, outbox, queue, and timelines in a table',
  needs: ['postgres'],
  workerProcesses: false,
  async open({ postgres }, namespace) {
    const options = { ...postgres, schema: namespace }
    await migrate(options)
    const stores = createPostgresStores(options)
    return {
      stores,
      close: () => stores.close(),
      async remove() {
        await stores.close()
        await dropSchema(postgres, namespace)
      },
    }
  },
}
