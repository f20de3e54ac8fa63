import { FeedError, type FeedKey, type PositionWidth } from '../model'
import { equalBytes, fromBase64Url, fromHex, hmacSha256, sha256, toBase64Url, toHex } from '../runtime/crypto'
import type { Clock } from '../runtime/runtime'
import type { Cursor, CursorKind, CursorOf } from './cursor'
import { CursorReader, concat } from './cursor-bytes'
import { kindOfByte, PAYLOADS } from './cursor-payloads'

/** The feed that a cursor is good for, and whose eyes it is read with. */
export interface CursorScope extends FeedKey {
  readonly viewerId: string
}

/** A signing key, its secret as bytes. */
export interface SigningKey {
  readonly id: string
  readonly secret: Uint8Array
}

/** A parameter that takes cursors, and which ones it takes. */
export interface CursorSlot<Kind extends CursorKind> {
  readonly field: string
  readonly kinds: readonly Kind[]
  /** What pages call these cursors. */
  readonly given: string
}

/** Of cursors that name no kind, since there was only the scroll. */
const SCROLL_VERSION = 1
/** Of cursors that name their kind. */
const KIND_VERSION = 2
const SCOPE_BYTES = 8
const TIME_BYTES = 6
const MAC_BYTES = 32
const MAX_CURSOR_CHARACTERS = 2_048
const decoder = new TextDecoder()
const encoder = new TextEncoder()

/**
 * Cursors as callers see them: base64url of
 * `version 2 | kind 1 | key id length 1 | key id | scope 8 | issued at 6 | payload | HMAC-SHA-256 32`.
 * The HMAC covers all before it, the scope is a hash of tenant, feed and viewer: a cursor can be neither forged, nor
 * altered, nor used for another viewer or feed. A scroll has version 1 and no kind, so that processes of either release
 * understand each other's.
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
      cursor.kind === 'scroll'
        ? Uint8Array.of(SCROLL_VERSION)
        : Uint8Array.of(KIND_VERSION, PAYLOADS[cursor.kind].byte),
      Uint8Array.of(keyId.length),
      keyId,
      scopeHash(scope),
      fromHex(issuedAt.padStart(TIME_BYTES * 2, '0')),
      written(cursor),
    ])
    return toBase64Url(concat([payload, hmacSha256(key.secret, payload)]))
  }

  /** A cursor of one of the slot's kinds. Throws `CURSOR_INVALID`, `CURSOR_SCOPE` or `CURSOR_EXPIRED`. */
  decode<Kind extends CursorKind>(text: unknown, scope: CursorScope, slot: CursorSlot<Kind>): CursorOf<Kind> {
    const { field } = slot
    const invalid = (): FeedError =>
      new FeedError({ code: 'CURSOR_INVALID', field, rule: `has to be a ${slot.given} of this engine, unaltered` })
    const bytes = typeof text === 'string' && text.length <= MAX_CURSOR_CHARACTERS ? fromBase64Url(text) : null
    if (bytes === null || bytes.length < MAC_BYTES) throw invalid()
    const body = bytes.subarray(0, -MAC_BYTES)
    const reader = new CursorReader(body, { positionBytes: this.#positionBytes, invalid })
    const read = kindOf(reader)
    const kind = slot.kinds.find((taken) => taken === read)
    if (kind === undefined) throw invalid()
    const keyId = decoder.decode(reader.take(reader.byte()))
    const key = this.#keys.find((candidate) => candidate.id === keyId)
    if (key === undefined || !equalBytes(hmacSha256(key.secret, body), bytes.subarray(-MAC_BYTES))) throw invalid()

    if (!equalBytes(reader.take(SCOPE_BYTES), scopeHash(scope))) {
      throw new FeedError({ code: 'CURSOR_SCOPE', field, rule: 'belongs to another viewer or feed' })
    }
    const issuedAtMs = Number.parseInt(toHex(reader.take(TIME_BYTES)), 16)
    if (this.#clock.now() - issuedAtMs > this.#maxAgeMs) {
      throw new FeedError({ code: 'CURSOR_EXPIRED', field, rule: 'is too old, start from the first page' })
    }
    const cursor = PAYLOADS[kind].read(reader)
    if (!reader.atEnd) throw invalid()
    return cursor
  }
}

function kindOf(reader: CursorReader): CursorKind | undefined {
  const version = reader.byte()
  if (version === SCROLL_VERSION) return 'scroll'
  return version === KIND_VERSION ? kindOfByte(reader.byte()) : undefined
}

function written<Kind extends CursorKind>(cursor: CursorOf<Kind> & { readonly kind: Kind }): Uint8Array {
  return PAYLOADS[cursor.kind].write(cursor)
}

function scopeHash(scope: CursorScope): Uint8Array {
  return sha256([scope.tenant, scope.kind, scope.ownerId, scope.viewerId]).subarray(0, SCOPE_BYTES)
}
