import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const BLOCK_BYTES = 64
const HASH_BYTES = 32
const LENGTH_BYTES = 4

/**
 * HMAC-SHA-256 (RFC 2104), 32 bytes. Of two hashes in one go each: Node's own `createHmac` makes a stream, which costs
 * more than the hashing of something as short as a cursor, and every page has one.
 */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const shortKey = key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key
  const inner = padded(shortKey, 0x36, data.length)
  inner.set(data, BLOCK_BYTES)
  const outer = padded(shortKey, 0x5c, HASH_BYTES)
  outer.set(hash('sha256', inner, 'buffer'), BLOCK_BYTES)
  return hash('sha256', outer, 'buffer')
}

/** A block of the key mixed with a byte, and room behind it. */
function padded(key: Uint8Array, pad: number, room: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK_BYTES + room).fill(pad, 0, BLOCK_BYTES)
  for (let index = 0; index < key.length; index++) bytes[index] = pad ^ (key[index] ?? 0)
  return bytes
}

/** SHA-256 of the parts, each preceded by its length, so that no two lists of parts hash alike by concatenation. */
export function sha256(parts: readonly (string | Uint8Array)[]): Uint8Array {
  const pieces = parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part))
  const bytes = Buffer.allocUnsafe(pieces.reduce((total, { length }) => total + LENGTH_BYTES + length, 0))
  let offset = 0
  for (const piece of pieces) {
    offset = bytes.writeUInt32BE(piece.length, offset)
    bytes.set(piece, offset)
    offset += piece.length
  }
  return hash('sha256', bytes, 'buffer')
}

/** Compares in time that does not depend on where the two differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Bytes for a key: always from the system's source, never from an injected one. */
export function randomKey(): Uint8Array {
  return randomBytes(32)
}

export function toHex(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('hex')
}

export function fromHex(text: string): Uint8Array {
  return Buffer.from(text, 'hex')
}

export function toBase64Url(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('base64url')
}

/** The bytes, or `null` unless the text is exactly what {@link toBase64Url} makes of them. */
export function fromBase64Url(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
