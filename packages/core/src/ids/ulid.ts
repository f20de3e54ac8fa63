import { FeedError } from '../model'
import type { IdCodec } from './id-codec'

/** Crockford's base 32: without I, L, O and U, and in the order of the characters' codes. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 26 characters hold 130 bits: the first one has to leave the top two of them out. */
const CANONICAL = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

const VALUES = new Map([...ALPHABET].map((character, value) => [character.charCodeAt(0), value]))

/**
 * 128-bit ids of 26 characters (ULID, github.com/ulid/spec): 48 bits of milliseconds since 1970, then what the
 * specification leaves random: 12 bits of sequence, 10 bits of node and 58 random bits. Upper case only: applications
 * compare ids as texts, so an id has one spelling, although the specification would read lower case as well.
 */
export function ulidCodec(): IdCodec {
  return {
    name: 'ulid',
    width: 32,
    sequenceSize: 4096,
    compose({ timestampMs, nodeId, sequence, random }) {
      if (timestampMs < 0 || timestampMs >= 2 ** 48) {
        throw new FeedError({ code: 'INVALID_ID', rule: 'the time is outside of what a ULID can hold' })
      }
      const node = nodeId % 2 ** 10
      const high = sequence * 2 ** 28 + node * 2 ** 18 + Math.floor(random() * 2 ** 18)
      const low = Math.floor(random() * 2 ** 20) * 2 ** 20 + Math.floor(random() * 2 ** 20)
      return hex(timestampMs, 12) + hex(high, 10) + hex(low, 10)
    },
    positionOf(id) {
      if (typeof id === 'string' && CANONICAL.test(id)) {
        return hex(decode(id.slice(0, 10)), 12) + hex(decode(id.slice(10, 18)), 10) + hex(decode(id.slice(18)), 10)
      }
      throw new FeedError({ code: 'INVALID_ID', rule: 'a post id has to be a ULID in canonical upper-case form' })
    },
    idOf(position) {
      const [time, high, low] = [position.slice(0, 12), position.slice(12, 22), position.slice(22)]
      return encode(time, 10) + encode(high, 8) + encode(low, 8)
    },
    timestampOf: (id) => decode(id.slice(0, 10)),
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

/** A text of at most ten characters: their 50 bits fit a double. */
function decode(text: string): number {
  let value = 0
  for (let index = 0; index < text.length; index++) value = value * 32 + (VALUES.get(text.charCodeAt(index)) ?? 0)
  return value
}

function encode(digits: string, length: number): string {
  let rest = Number.parseInt(digits, 16)
  let text = ''
  for (let index = 0; index < length; index++) {
    text = ALPHABET.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}
