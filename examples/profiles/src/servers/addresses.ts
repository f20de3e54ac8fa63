export interface Address {
  readonly host: string
  readonly port: number
}

export interface PostgresAddress extends Address {
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Where servers are. Only those that a profile needs have to be there. */
export interface Addresses {
  readonly postgres: PostgresAddress
  readonly redis: Address
  readonly redisCluster: { readonly nodes: readonly Address[] }
  readonly kafka: { readonly brokers: string[] }
  readonly cassandra: {
    readonly contactPoints: string[]
    readonly port: number
    readonly localDataCenter: string
  }
}

export type ServerKind = keyof Addresses

type Environment = Readonly<Record<string, string | undefined>>

/** The servers that the environment names; see the README for the variables. */
export function addressesFrom(env: Environment): Partial<Addresses> {
  const { PGHOST, REDIS_HOST, REDIS_CLUSTER_NODES, KAFKA_BROKERS, CASSANDRA_CONTACT_POINTS } = env
  return {
    ...(PGHOST === undefined ? {} : { postgres: postgresFrom(PGHOST, env) }),
    ...(REDIS_HOST === undefined ? {} : { redis: { host: REDIS_HOST, port: Number(env['REDIS_PORT'] ?? 6_379) } }),
    ...(REDIS_CLUSTER_NODES === undefined
      ? {}
      : { redisCluster: { nodes: listOf(REDIS_CLUSTER_NODES).map(addressFrom) } }),
    ...(KAFKA_BROKERS === undefined ? {} : { kafka: { brokers: listOf(KAFKA_BROKERS) } }),
    ...(CASSANDRA_CONTACT_POINTS === undefined ? {} : { cassandra: cassandraFrom(CASSANDRA_CONTACT_POINTS, env) }),
  }
}

function postgresFrom(host: string, env: Environment): PostgresAddress {
  return {
    host,
    port: Number(env['PGPORT'] ?? 5_432),
    user: env['PGUSER'] ?? 'postgres',
    password: env['PGPASSWORD'] ?? '',
    database: env['PGDATABASE'] ?? 'postgres',
  }
}

function cassandraFrom(contactPoints: string, env: Environment): Addresses['cassandra'] {
  return {
    contactPoints: listOf(contactPoints),
    port: Number(env['CASSANDRA_PORT'] ?? 9_042),
    localDataCenter: env['CASSANDRA_DATA_CENTER'] ?? 'datacenter1',
  }
}

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

function addressFrom(text: string): Address {
  const [host = '', port] = text.split(':')
  return { host, port: Number(port ?? 6_379) }
}
