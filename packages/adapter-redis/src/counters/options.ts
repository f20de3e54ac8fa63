import { integerOption, optionFields } from '@feed-engine/core'
import {
  COMMON_OPTIONS,
  type CommonOptions,
  leadsToCluster,
  type ResolvedCommonOptions,
  resolveCommonOptions,
} from '../client/common-options'

/** Cells that parts in a cluster are spread over: enough for every master to get its share of them. */
const CELLS_OF_A_CLUSTER = 256
/** A read takes time in proportion to them; and one master takes some 100,000 changes of one post a second. */
const SHARDS_OF_A_CLUSTER = 2

export interface RedisCounterStoreOptions extends CommonOptions {
  /**
   * Parts that the counters of each post are split into, by member, so that those of a hot post lie on several masters
   * of a cluster, 1 to 64. Reads take time in proportion to them. The same in all processes, and for the life of the data.
   * @defaultValue 2 in a cluster, else 1
   */
  readonly shards?: number
}

export interface ResolvedCounterStoreOptions extends ResolvedCommonOptions {
  readonly cells: number
  readonly shards: number
}

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveCounterStoreOptions(input: RedisCounterStoreOptions): ResolvedCounterStoreOptions {
  const { shards, ...given } = optionFields(input, 'options', [...COMMON_OPTIONS, 'shards'])
  const common = resolveCommonOptions(given)
  const ofCluster = leadsToCluster(common.target)
  return {
    ...common,
    cells: ofCluster ? CELLS_OF_A_CLUSTER : 1,
    shards: integerOption(shards, 'shards', { min: 1, max: 64, otherwise: ofCluster ? SHARDS_OF_A_CLUSTER : 1 }),
  }
}
