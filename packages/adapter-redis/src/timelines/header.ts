import { lowestPosition, type TimelineCoverage, type TimelineSlice } from '@feed-engine/core'

/** Layout: `lua/timelines/header.lua`. */
const WIDTH_AT = 16
const READER_CLASS_AT = 17
const FILLED_AT = 18
const LENGTH_AT = 19
const WATERMARK_AT = 25
const GRAPH_VERSION_AT = 41
const TOKEN_AT = 49
export const LONGEST_TOKEN_BYTES = 65_535 - TOKEN_AT

/** What a header says. */
export interface Header extends Pick<TimelineSlice, 'watermark' | 'coverage' | 'token'> {
  /** Hex digits of a position; 16 while no position is known. */
  readonly width: number
}

export function decodeHeader(buffer: Buffer): Header {
  const positionBytes = buffer.readUInt8(WIDTH_AT)
  const coverage: TimelineCoverage | null =
    buffer.readUInt8(FILLED_AT) === 0
      ? null
      : {
          graphVersion: Number(buffer.readBigUInt64BE(GRAPH_VERSION_AT)),
          readerClass: buffer.readUInt8(READER_CLASS_AT),
        }
  return {
    width: positionBytes === 0 ? 16 : positionBytes * 2,
    watermark:
      positionBytes === 0 ? lowestPosition(16) : buffer.toString('hex', WATERMARK_AT, WATERMARK_AT + positionBytes),
    coverage,
    token: buffer.toString('utf8', TOKEN_AT, buffer.readUInt16BE(LENGTH_AT)),
  }
}

export function encodeGraphVersion(graphVersion: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(graphVersion))
  return bytes
}
