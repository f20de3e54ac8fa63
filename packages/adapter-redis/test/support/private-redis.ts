import { onTestFinished } from 'vitest'
import type { HostPort } from '../../../../scripts/services/connections'
import { type PrivateRedis, type StartRedisOptions, startRedis } from '../../../../scripts/services/start-redis'
import { withRedis } from './clients'
import { until } from './until'

/** A Redis that the running test may do with what it likes; it ends with the test, after what was opened later. */
export async function privateRedis(options: StartRedisOptions = {}): Promise<PrivateRedis> {
  const server = await startRedis(options)
  onTestFinished(() => server.stop())
  return server
}

/** Resolves when a replica follows its master, whose replication id has settled then. */
export function follows(replica: HostPort): Promise<void> {
  const isUp = async (): Promise<boolean> =>
    (await withRedis(replica, (client) => client.info('replication'))).includes('master_link_status:up')
  return until(isUp, 'the replica follows its master', 30_000)
}
