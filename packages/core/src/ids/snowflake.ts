import { FeedError, type PostId } from '../model'
import type { IdCodec } from './id-codec'

/** 2000-01-01: older than any social product's first post; 41 bits from there last until 2069. */
export const DEFAULT_SNOWFLAKE_EPOCH_MS = 946_684_800_000

const TIME_RANGE_MS = 2 ** 41
const LARGEST = 2n ** 63n
const DECIMAL = /^[1-9][0-9]{0,18}$/

/**
 * 64-bit ids in decimal: 41 bits of milliseconds since `epochMs`, 10 bits of node, 12 bits of sequence (Twitter
 * Snowflake, 2010). The top bit stays 0, so ids fit signed 64-bit columns.
 */
export function snowflakeCodec(options: { readonly epochMs?: number } = {}): IdCodec {
  const epochMs = options.epochMs ?? DEFAULT_SNOWFLAKE_EPOCH_MS
  if (!Number.isSafeInteger(epochMs) || epochMs < 0) {
    throw new FeedError({
      code: 'INVALID_OPTION',
      field: 'epochMs',
      rule: 'has to be milliseconds since 1970, an integer of 0 or more',
    })
  }

  const positionOf = (id: PostId): string => {
    if (typeof id === 'string' && DECIMAL.test(id)) {
      const value = BigInt(id)
      if (value < LARGEST) return value.toString(16).padStart(16, '0')
    }
    throw new FeedError({ code: 'INVALID_ID', rule: 'a post id has to be a positive 63-bit integer in decimal' })
  }

  return {
    name: 'snowflake',
    width: 16,
    sequenceSize: 4096,
    compose({ timestampMs, nodeId, sequence }) {
      const elapsed = timestampMs - epochMs
      if (elapsed < 0 || elapsed >= TIME_RANGE_MS) {
        throw new FeedError({ code: 'INVALID_ID', rule: 'the time is outside of what a Snowflake id can hold' })
      }
      const high = Math.floor(elapsed / 2 ** 10)
      const low = (elapsed % 2 ** 10) * 2 ** 22 + (nodeId % 2 ** 10) * 2 ** 12 + sequence
      return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
    },
    positionOf,
    idOf: (position) => BigInt(`0x${position}`).toString(),
    timestampOf: (id) => Math.floor(Number.parseInt(positionOf(id).slice(0, 11), 16) / 4) + epochMs,
  }
}
