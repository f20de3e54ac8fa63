import type { CachedValue } from '@feed-engine/core'

const VERSION_BYTES = 8

/** A value as it is stored: 8 bytes of version, big-endian, then its bytes. */
export function encodeValue({ version, value }: CachedValue): Buffer {
  const bytes = Buffer.allocUnsafe(VERSION_BYTES + value.length)
  bytes.writeUInt32BE(Math.floor(version / 2 ** 32), 0)
  bytes.writeUInt32BE(version % 2 ** 32, 4)
  bytes.set(value, VERSION_BYTES)
  return bytes
}

/** `undefined` where nothing is, or what somebody else has put there. */
export function decodeValue(bytes: Buffer | null | undefined): CachedValue | undefined {
  if (!bytes || bytes.length < VERSION_BYTES) return undefined
  const version = bytes.readUInt32BE(0) * 2 ** 32 + bytes.readUInt32BE(4)
  return { version, value: bytes.subarray(VERSION_BYTES) }
}
