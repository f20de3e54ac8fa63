import { optionFields } from '@feed-engine/core'
import {
  COMMON_OPTIONS,
  type CommonOptions,
  leadsToCluster,
  type ResolvedCommonOptions,
  resolveCommonOptions,
} from '../client/common-options'

/** Cells that vectors of a cluster are spread over: enough for every master to get its share of them. */
const CELLS_OF_A_CLUSTER = 256

export type RedisSignalStoreOptions = CommonOptions

export interface ResolvedSignalStoreOptions extends ResolvedCommonOptions {
  readonly cells: number
}

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveSignalStoreOptions(input: RedisSignalStoreOptions): ResolvedSignalStoreOptions {
  const common = resolveCommonOptions(optionFields(input, 'options', COMMON_OPTIONS))
  return { ...common, cells: leadsToCluster(common.target) ? CELLS_OF_A_CLUSTER : 1 }
}
