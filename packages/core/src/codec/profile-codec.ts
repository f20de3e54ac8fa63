import type { ProfileRecord, UserId } from '../model'

/** Format of the bytes: a reader of another one takes them for nothing. */
const FORMAT = 1
const HEADER_BYTES = 9

/** A profile that lies in a cache, and when the directory was asked for it. */
export interface SharedProfile {
  readonly record: ProfileRecord
  readonly readAtMs: number
}

/** A profile as bytes for a cache: format, time, the body as it is. User and version are the entry's own. */
export function encodeProfile({ record: { body }, readAtMs }: SharedProfile): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + body.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, FORMAT)
  view.setFloat64(1, readAtMs)
  bytes.set(body, HEADER_BYTES)
  return bytes
}

/** The profile, or `undefined` for bytes of another format or of none. */
export function decodeProfile(id: UserId, version: number, bytes: Uint8Array): SharedProfile | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) return undefined
  const readAtMs = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(1)
  if (!Number.isSafeInteger(readAtMs)) return undefined
  return { record: { id, version, body: bytes.slice(HEADER_BYTES) }, readAtMs }
}
