import { FeedError, type PositionWidth } from '../model'
import { equalBytes, fromBase64Url, fromHex, hmacSha256, sha256, toBase64Url, toHex } from '../runtime/crypto'
import type { Clock } from '../runtime/runtime'
import type { Cursor, CursorKind, CursorOf, CursorScope, CursorSlot } from './cursor'
import { ByteReader, decodePayload, encodePayload } from './cursor-payload'

/** A signing key, its secret as bytes. */
export interface SigningKey {
  readonly id: string
  readonly secret: Uint8Array
}

/** Of scrolls, whose payload follows at once, and of cursors that say their kind first. */
const SCROLL_VERSION = 1
const KIND_VERSION = 2
const SCOPE_BYTES = 8
const TIME_BYTES = 6
const MAC_BYTES = 32
const MAX_CURSOR_CHARACTERS = 2_048
const decoder = new TextDecoder()
const encoder = new TextEncoder()

/**
 * Cursors as callers see them: base64url of
 * `version 1 | key id length 1 | key id | scope 8 | issued at 6 | payload | HMAC-SHA-256 32`.
 * The HMAC covers all before it, the scope is a hash of tenant, feed and viewer: a cursor can be neither forged, nor
 * altered, nor used for another viewer or feed.
 */
export class CursorCodec {
  readonly #keys: readonly SigningKey[]
  readonly #positionBytes: number
  readonly #clock: Clock
  readonly #maxAgeMs: number

  constructor(parts: {
    /** The first signs, all verify. */
    readonly keys: readonly SigningKey[]
    readonly width: PositionWidth
    readonly clock: Clock
    readonly maxAgeMs: number
  }) {
    this.#keys = parts.keys
    this.#positionBytes = parts.width / 2
    this.#clock = parts.clock
    this.#maxAgeMs = parts.maxAgeMs
  }

  encode(cursor: Cursor, scope: CursorScope): string {
    const key = this.#keys[0]
    if (key === undefined) throw new FeedError({ code: 'INTERNAL', rule: 'there is no key to sign cursors with' })
    const keyId = encoder.encode(key.id)
    const issuedAt = this.#clock.now().toString(16)
    const payload = concat([
      Uint8Array.of(cursor.kind === 'scroll' ? SCROLL_VERSION : KIND_VERSION, keyId.length),
      keyId,
      scopeHash(scope),
      fromHex(issuedAt.padStart(TIME_BYTES * 2, '0') + encodePayload(cursor)),
    ])
    return toBase64Url(concat([payload, hmacSha256(key.secret, payload)]))
  }

  /** A cursor of one of the slot's kinds. Throws `CURSOR_INVALID`, `CURSOR_SCOPE` or `CURSOR_EXPIRED`. */
  decode<Kind extends CursorKind>(text: unknown, scope: CursorScope, slot: CursorSlot<Kind>): CursorOf<Kind> {
    const { field, kinds, given } = slot
    const bytes = typeof text === 'string' && text.length <= MAX_CURSOR_CHARACTERS ? fromBase64Url(text) : null
    try {
      const cursor = bytes === null ? null : this.#open(bytes, scope, field)
      if (cursor !== null && isOneOf(cursor, kinds)) return cursor
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
    throw new FeedError({ code: 'CURSOR_INVALID', field, rule: `has to be a ${given} of this engine, unaltered` })
  }

  /** `null` or a `RangeError` for what no codec of these keys has made. */
  #open(bytes: Uint8Array, scope: CursorScope, field: string): Cursor | null {
    const body = bytes.subarray(0, -MAC_BYTES)
    const reader = new ByteReader(body, 0)
    const version = reader.byte()
    if (version !== SCROLL_VERSION && version !== KIND_VERSION) return null
    const keyId = decoder.decode(reader.take(reader.byte()))
    const key = this.#keys.find((candidate) => candidate.id === keyId)
    if (key === undefined || !equalBytes(hmacSha256(key.secret, body), bytes.subarray(-MAC_BYTES))) return null

    if (!equalBytes(reader.take(SCOPE_BYTES), scopeHash(scope))) {
      throw new FeedError({ code: 'CURSOR_SCOPE', field, rule: 'belongs to another viewer or feed' })
    }
    const issuedAtMs = Number.parseInt(toHex(reader.take(TIME_BYTES)), 16)
    if (this.#clock.now() - issuedAtMs > this.#maxAgeMs) {
      throw new FeedError({ code: 'CURSOR_EXPIRED', field, rule: 'is too old, start from the first page' })
    }
    const cursor = decodePayload(reader, this.#positionBytes, version === KIND_VERSION)
    return reader.atEnd ? cursor : null
  }
}

function isOneOf<Kind extends CursorKind>(cursor: Cursor, kinds: readonly Kind[]): cursor is CursorOf<Kind> {
  return kinds.some((kind) => kind === cursor.kind)
}

function scopeHash(scope: CursorScope): Uint8Array {
  return sha256([scope.tenant, scope.kind, scope.ownerId, scope.viewerId]).subarray(0, SCOPE_BYTES)
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
