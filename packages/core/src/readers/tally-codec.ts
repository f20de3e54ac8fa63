import type { VisitTally } from './visit-tally'

const BYTES = 24

/** Three 64-bit floats, big-endian. */
export function encodeTally({ count, atMs, sinceMs }: VisitTally): Uint8Array {
  const view = new DataView(new ArrayBuffer(BYTES))
  view.setFloat64(0, count)
  view.setFloat64(8, atMs)
  view.setFloat64(16, sinceMs)
  return new Uint8Array(view.buffer)
}

/** A tally, or undefined for bytes that are none: a cache may hold anything. */
export function decodeTally(bytes: Uint8Array | undefined): VisitTally | undefined {
  if (bytes?.length !== BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, BYTES)
  const tally = { count: view.getFloat64(0), atMs: view.getFloat64(8), sinceMs: view.getFloat64(16) }
  const { count, atMs, sinceMs } = tally
  return Number.isFinite(count) && count >= 0 && Number.isFinite(atMs) && sinceMs <= atMs ? tally : undefined
}
