import { FeedError, type Logger } from '@feed-engine/core'
import { SCHEMA_MISSING } from '../database/errors'
import type { Session } from '../database/session'
import { reading } from '../database/statement'
import { APPLIED, type AppliedChange, missingChanges } from './ledger'

/** So many replicas keep a majority when one of them is down. */
const SAFE_REPLICAS = 3

export const REPLICATION = reading(`
  select replication
  from system_schema.keyspaces
  where keyspace_name = ?`)

const LOCAL_DATA_CENTER = reading(`
  select data_center
  from system.local
  where key = 'local'`)

/**
 * Fails with `UNAVAILABLE` unless the keyspace has all of the schema and replicas in the local data centre, and with
 * `UNSUPPORTED` if one node that is down could stop it; with `allowSingleReplica` that is only logged.
 */
export async function checkCluster(
  session: Session,
  params: { readonly keyspace: string; readonly allowSingleReplica: boolean; readonly logger: Logger },
): Promise<void> {
  const { keyspace, allowSingleReplica, logger } = params
  const [found, local] = await Promise.all([
    session.row<{ readonly replication: Readonly<Record<string, string>> }>(REPLICATION, [keyspace]),
    session.row<{ readonly data_center: string }>(LOCAL_DATA_CENTER, []),
  ])
  if (found === undefined) throw new FeedError({ code: 'UNAVAILABLE', rule: SCHEMA_MISSING })
  const [missing] = missingChanges(await session.rows<AppliedChange>(APPLIED, []))
  if (missing !== undefined) {
    throw new FeedError({
      code: 'UNAVAILABLE',
      rule: `${missing.name} of the schema is missing: run createSchema() first`,
    })
  }
  const weakness = weaknessOf(found.replication, local?.data_center ?? '')
  if (weakness === undefined) return
  if (!allowSingleReplica) {
    throw new FeedError({ code: 'UNSUPPORTED', rule: `${weakness}, or set allowSingleReplica for development` })
  }
  logger.warn('the keyspace does not survive the loss of a node', { reason: weakness })
}

function weaknessOf(replication: Readonly<Record<string, string>>, dataCenter: string): string | undefined {
  if (!replication['class']?.endsWith('NetworkTopologyStrategy')) {
    return 'the keyspace does not tell data centres apart: alter it to NetworkTopologyStrategy'
  }
  // A transient replica is written as 3/1.
  const replicas = Number.parseInt(replication[dataCenter] ?? '0', 10)
  if (replicas === 0) {
    throw new FeedError({
      code: 'UNAVAILABLE',
      rule: 'the keyspace has no replicas in the local data centre: alter it, or connect to another data centre',
    })
  }
  if (replicas >= SAFE_REPLICAS) return undefined
  return `the keyspace has fewer than ${SAFE_REPLICAS} replicas in the local data centre: alter it, and repair`
}
