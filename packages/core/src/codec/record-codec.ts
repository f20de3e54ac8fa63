import type { PostRecord } from '../model'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
/** Format of the bytes: a reader of another one takes them for nothing. */
const FORMAT = 1
const HEADER_BYTES = 5

/** A record as bytes for a cache: format, length of the envelope, the envelope as JSON, the body as it is. */
export function encodeRecord({ body, ...envelope }: PostRecord): Uint8Array {
  const json = encoder.encode(JSON.stringify(envelope))
  const bytes = new Uint8Array(HEADER_BYTES + json.length + body.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, FORMAT)
  view.setUint32(1, json.length)
  bytes.set(json, HEADER_BYTES)
  bytes.set(body, HEADER_BYTES + json.length)
  return bytes
}

/** The record, or `undefined` for bytes of another format or of none. */
export function decodeRecord(bytes: Uint8Array): PostRecord | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) return undefined
  const bodyAt = HEADER_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(1)
  try {
    const envelope = JSON.parse(decoder.decode(bytes.subarray(HEADER_BYTES, bodyAt))) as Omit<PostRecord, 'body'>
    return { ...envelope, body: bytes.slice(bodyAt) }
  } catch {
    return undefined
  }
}
