import { integerOption, invalidOption, optionFields } from '@feed-engine/core'
import {
  COMMON_OPTIONS,
  type CommonOptions,
  leadsToCluster,
  type ResolvedCommonOptions,
  resolveCommonOptions,
} from '../client/common-options'
import { SLOTS } from '../keys/slot'
import type { TimelineEncoding } from './encoding'
import { packedEncoding } from './packed'
import { sortedSetEncoding } from './sorted-set'

const CELLS_OF_A_CLUSTER = 256

export interface RedisTimelineCacheOptions extends CommonOptions {
  /**
   * `packed`: two strings per timeline, some 19 bytes an entry, fastest. `sorted-set`: one sorted set per timeline,
   * eight times the memory, readable with ordinary commands. @defaultValue 'packed'
   */
  readonly encoding?: TimelineEncoding['name']
  /**
   * Cells that users are spread over, 1 to 16,384; the same in every process. One push takes a script call per cell,
   * and a cell lives on one node. @defaultValue 1, or 256 in a cluster: enough for every master to get its share
   */
  readonly cells?: number
  /**
   * Number of this map of cells, 0 to 2^48: raise it when `cells`, `encoding` or the place of the timelines changes.
   * Timelines of older maps are absent then, and processes that still have an older map fail. @defaultValue 0
   */
  readonly epoch?: number
}

export interface ResolvedTimelineOptions extends ResolvedCommonOptions {
  readonly encoding: TimelineEncoding
  readonly cells: number
  readonly epoch: number
}

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveTimelineOptions(input: RedisTimelineCacheOptions): ResolvedTimelineOptions {
  const given = optionFields(input, 'options', [...COMMON_OPTIONS, 'encoding', 'cells', 'epoch'])
  const common = resolveCommonOptions(given)
  return {
    ...common,
    encoding: encodingOption(given.encoding),
    cells: integerOption(given.cells, 'cells', {
      min: 1,
      max: SLOTS,
      otherwise: leadsToCluster(common.target) ? CELLS_OF_A_CLUSTER : 1,
    }),
    epoch: integerOption(given.epoch, 'epoch', { min: 0, max: 2 ** 48, otherwise: 0 }),
  }
}

function encodingOption(value: unknown): TimelineEncoding {
  if (value === undefined || value === packedEncoding.name) return packedEncoding
  if (value === sortedSetEncoding.name) return sortedSetEncoding
  throw invalidOption('encoding', 'has to be packed or sorted-set')
}
