import { invalidOption, optionFields } from '@feed-engine/core'
import {
  COMMON_OPTIONS,
  type CommonOptions,
  leadsToCluster,
  type ResolvedCommonOptions,
  resolveCommonOptions,
} from '../client/common-options'
import { clientOption } from '../client/connection-options'
import { isCluster, type RedisClient } from '../client/redis-client'

/** Cells that keys of a cluster are spread over: enough for every master to get its share of them. */
const CELLS_OF_A_CLUSTER = 256

export interface RedisKeyValueCacheOptions extends CommonOptions {
  /**
   * A client that values are read through, to take load off the masters: connected to a replica (then with `readOnly`),
   * or to a cluster with `scaleReads`. It stays open at `close()`. What it answers may be as old as the replica lags;
   * whoever shows a value has to compare versions, as the engine does with posts. Leases and changes go to the master.
   * @defaultValue values are read from the master
   */
  readonly replicas?: RedisClient
}

export interface ResolvedKeyValueCacheOptions extends ResolvedCommonOptions {
  readonly cells: number
  readonly replicas: RedisClient | undefined
}

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveKeyValueCacheOptions(input: RedisKeyValueCacheOptions): ResolvedKeyValueCacheOptions {
  const { replicas, ...given } = optionFields(input, 'options', [...COMMON_OPTIONS, 'replicas'])
  const common = resolveCommonOptions(given)
  const ofCluster = leadsToCluster(common.target)
  return { ...common, cells: ofCluster ? CELLS_OF_A_CLUSTER : 1, replicas: replicasOption(replicas, ofCluster) }
}

function replicasOption(value: unknown, ofCluster: boolean): RedisClient | undefined {
  if (value === undefined) return undefined
  const client = clientOption(value, 'replicas')
  if (isCluster(client) !== ofCluster) {
    throw invalidOption('replicas', 'has to lead to a cluster if the masters are one, and to a single server if not')
  }
  return client
}
