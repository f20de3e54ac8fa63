import { type Clock, integerOption, objectOption, optionFields, systemClock } from '@feed-engine/core'

export interface MemoryKeyValueCacheOptions {
  /** @defaultValue the machine's wall clock */
  readonly clock?: Clock
  /**
   * Room for values with their keys, in bytes, 1 to 2^40: what was not used for longest goes first, and what is larger
   * than all of it is not kept. @defaultValue 67,108,864 (64 MiB)
   */
  readonly maxBytes?: number
  /** Leases kept, and as many invalidations that are still held, 1 to 10,000,000. @defaultValue 100,000 */
  readonly maxLeases?: number
}

export interface ResolvedKeyValueCacheOptions {
  readonly clock: Clock
  readonly maxBytes: number
  readonly maxLeases: number
}

/** Checks every option and fills in the defaults. Fails with `INVALID_OPTION`. */
export function resolveKeyValueCacheOptions(input: MemoryKeyValueCacheOptions): ResolvedKeyValueCacheOptions {
  const given = optionFields(input, 'options', ['clock', 'maxBytes', 'maxLeases'])
  return {
    clock: objectOption<Clock>(given.clock, 'clock', { methods: ['now'], otherwise: systemClock }),
    maxBytes: integerOption(given.maxBytes, 'maxBytes', { min: 1, max: 2 ** 40, otherwise: 2 ** 26 }),
    maxLeases: integerOption(given.maxLeases, 'maxLeases', { min: 1, max: 10_000_000, otherwise: 100_000 }),
  }
}
