import { type RunningServers, type ServerKind, startServers } from '@feed-engine/example-profiles'
import { addressesFrom } from '../../examples/profiles/src/servers/addresses'
import { FROM_SOURCES } from './harness/from-sources'

/** The variable of the environment that names a server. */
const VARIABLES: Readonly<Record<ServerKind, string>> = {
  postgres: 'PGHOST',
  redis: 'REDIS_HOST',
  redisCluster: 'REDIS_CLUSTER_NODES',
  kafka: 'KAFKA_BROKERS',
  cassandra: 'CASSANDRA_CONTACT_POINTS',
}

/**
 * Servers that the environment names; others are started by what the repository has for that, so in a checkout alone.
 * PostgreSQL comes from npm where nothing else is needed.
 */
export function openServers(kinds: readonly ServerKind[]): Promise<RunningServers> {
  const given = addressesFrom(process.env)
  const missing = kinds.filter((kind) => given[kind] === undefined)
  const fromNpm = kinds.length === 1 && kinds[0] === 'postgres'
  if (FROM_SOURCES || fromNpm || missing.length === 0) return startServers(kinds)
  const variables = missing.map((kind) => VARIABLES[kind]).join(', ')
  throw new Error(`needs servers that the environment names: ${variables}`)
}
