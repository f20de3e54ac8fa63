import { crc32 } from 'node:zlib'

const CHECKSUM_DIGITS = 8

/** A record, which holds no newline, as a line: CRC-32 of its bytes in hex, a space, the record. */
export function encodeLine(record: string): Buffer {
  return Buffer.from(`${checksumOf(record)} ${record}\n`, 'utf8')
}

/** The record, or undefined if the line is not exactly what {@link encodeLine} writes. */
export function decodeLine(line: Buffer): string | undefined {
  const record = line.toString('utf8', CHECKSUM_DIGITS + 1, line.length - 1)
  return encodeLine(record).equals(line) ? record : undefined
}

function checksumOf(record: string): string {
  return crc32(record).toString(16).padStart(CHECKSUM_DIGITS, '0')
}
