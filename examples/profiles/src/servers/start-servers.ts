import type { ServerName } from '../../../../scripts/services/server'
import { ensureServices } from '../../../../scripts/services/services'
import { type Addresses, addressesFrom, type ServerKind } from './addresses'
import { startEmbeddedPostgres } from './embedded-postgres'

/** Servers that serve. */
export interface RunningServers {
  readonly addresses: Addresses
  /** Ends those that were started for this process alone. */
  stop(): Promise<void>
}

const SERVICE: Readonly<Record<ServerKind, ServerName>> = {
  postgres: 'postgres',
  redis: 'redis',
  redisCluster: 'redis-cluster',
  kafka: 'kafka',
  cassandra: 'cassandra',
}

/**
 * The servers that the environment names; all others are started: PostgreSQL, if it is all that is needed, from npm, and
 * otherwise the servers of this repository's tests, which stay (`npm run services -- down` ends them).
 */
export async function startServers(needed: readonly ServerKind[]): Promise<RunningServers> {
  const given = addressesFrom(process.env)
  const missing = needed.filter((kind) => given[kind] === undefined)
  if (missing.length === 1 && needed.length === 1 && missing[0] === 'postgres') {
    const { address, stop } = await startEmbeddedPostgres()
    return { addresses: { ...(await ensureServices([])), ...given, postgres: address }, stop }
  }
  const services = await ensureServices(missing.map((kind) => SERVICE[kind]))
  return { addresses: { ...services, ...given }, stop: async () => undefined }
}
