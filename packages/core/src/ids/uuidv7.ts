import { FeedError } from '../model'
import type { IdCodec } from './id-codec'

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * 128-bit ids in canonical lowercase UUID form (RFC 9562, version 7): 48 bits of milliseconds since 1970, 12 bits of
 * sequence in `rand_a` (method 1 of section 6.2), then 10 bits of node and 52 random bits.
 */
export function uuidv7Codec(): IdCodec {
  return {
    name: 'uuidv7',
    width: 32,
    sequenceSize: 4096,
    compose({ timestampMs, nodeId, sequence, random }) {
      if (timestampMs < 0 || timestampMs >= 2 ** 48) {
        throw new FeedError({ code: 'INVALID_ID', rule: 'the time is outside of what a UUIDv7 can hold' })
      }
      const time = timestampMs.toString(16).padStart(12, '0')
      const version = (0x7000 + sequence).toString(16)
      const node = nodeId % 2 ** 10
      const high = (0x8000_0000 + node * 2 ** 20 + Math.floor(random() * 2 ** 20)).toString(16)
      const low = Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0')
      return time + version + high + low
    },
    positionOf(id) {
      if (typeof id === 'string' && CANONICAL.test(id)) return id.replaceAll('-', '')
      throw new FeedError({
        code: 'INVALID_ID',
        rule: 'a post id has to be a UUID of version 7 in canonical lowercase form',
      })
    },
    idOf: (position) =>
      `${position.slice(0, 8)}-${position.slice(8, 12)}-${position.slice(12, 16)}-${position.slice(16, 20)}-${position.slice(20)}`,
    timestampOf: (id) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16),
  }
}
