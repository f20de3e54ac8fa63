import type { Position } from '../model'
import { toHex } from '../runtime/crypto'
import type { Cursor } from './cursor'

/** Kinds that say so; a scroll does not, and is understood by releases that know no other. */
const RANKED = 1
const GAP = 2
const TOP = 3
const SESSION_BYTES = 8

/** What a cursor of a kind holds, in hexadecimal: numbers of fixed width, positions, and how many of them. */
export function encodePayload(cursor: Cursor): string {
  if (cursor.kind === 'top') return byte(TOP) + cursor.position
  const scroll = cursor.before + byte(cursor.shown.length) + cursor.shown.join('')
  if (cursor.kind === 'scroll') return scroll
  if (cursor.kind === 'gap') return byte(GAP) + cursor.downTo + scroll
  const offset = cursor.offset.toString(16).padStart(4, '0')
  return byte(RANKED) + cursor.session + offset + cursor.floor + scroll
}

/** The payload of a cursor without kind, or of one that says its kind; `null` for a kind that is unknown. */
export function decodePayload(reader: ByteReader, positionBytes: number, saysKind: boolean): Cursor | null {
  if (!saysKind) return { kind: 'scroll', ...scroll(reader, positionBytes) }
  const kind = reader.byte()
  if (kind === TOP) return { kind: 'top', position: toHex(reader.take(positionBytes)) }
  if (kind === GAP) {
    return { kind: 'gap', downTo: toHex(reader.take(positionBytes)), ...scroll(reader, positionBytes) }
  }
  if (kind !== RANKED) return null
  const session = toHex(reader.take(SESSION_BYTES))
  const offset = reader.byte() * 256 + reader.byte()
  const floor = toHex(reader.take(positionBytes))
  return { kind: 'ranked', session, offset, floor, ...scroll(reader, positionBytes) }
}

function scroll(
  reader: ByteReader,
  positionBytes: number,
): { readonly before: Position; readonly shown: readonly Position[] } {
  const before = toHex(reader.take(positionBytes))
  return { before, shown: Array.from({ length: reader.byte() }, () => toHex(reader.take(positionBytes))) }
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0')
}

/** Reads from the front. Throws a `RangeError` past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #offset: number

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes
    this.#offset = offset
  }

  take(count: number): Uint8Array {
    const end = this.#offset + count
    if (end > this.#bytes.length) throw new RangeError('there are no more bytes')
    const taken = this.#bytes.subarray(this.#offset, end)
    this.#offset = end
    return taken
  }

  byte(): number {
    return this.take(1)[0] ?? 0
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length
  }
}
