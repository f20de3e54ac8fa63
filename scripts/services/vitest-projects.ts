import { SERVER_NAMES, type ServerName } from './server'

interface TestProject {
  readonly servers: readonly ServerName[]
  /** Folders whose tests need them. */
  readonly folders: readonly string[]
}

/** Tests that need servers, by the name of their project: a run starts only what its projects need. */
export const PROJECTS_WITH_SERVERS: Readonly<Record<string, TestProject>> = {
  redis: { servers: ['redis', 'redis-cluster'], folders: ['packages/adapter-redis', 'scripts/services/test/redis'] },
  postgres: {
    servers: ['redis', 'postgres'],
    folders: ['packages/adapter-postgres', 'examples/bring-your-own-posts-table'],
  },
  kafka: { servers: ['kafka'], folders: ['packages/adapter-kafka'] },
  cassandra: { servers: ['cassandra'], folders: ['packages/adapter-cassandra'] },
  benchmarks: { servers: ['redis', 'redis-cluster', 'postgres', 'cassandra'], folders: ['benchmarks/test/servers'] },
  profiles: { servers: SERVER_NAMES, folders: ['examples/profiles', 'examples/demo/test/profiles'] },
}
