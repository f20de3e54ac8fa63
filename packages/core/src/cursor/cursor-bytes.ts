import type { Position } from '../model'
import { fromHex, toHex } from '../runtime/crypto'

/** Reads from the front; past the end the cursor was truncated or padded. */
export class CursorReader {
  readonly #bytes: Uint8Array
  readonly #positionBytes: number
  readonly #invalid: () => Error
  #offset = 0

  /** @param invalid what is thrown when the bytes do not reach */
  constructor(bytes: Uint8Array, parts: { readonly positionBytes: number; readonly invalid: () => Error }) {
    this.#bytes = bytes
    this.#positionBytes = parts.positionBytes
    this.#invalid = parts.invalid
  }

  take(count: number): Uint8Array {
    const end = this.#offset + count
    if (end > this.#bytes.length) throw this.#invalid()
    const taken = this.#bytes.subarray(this.#offset, end)
    this.#offset = end
    return taken
  }

  byte(): number {
    return this.take(1)[0] ?? 0
  }

  position(): Position {
    return toHex(this.take(this.#positionBytes))
  }

  /** As many as the byte before them says. */
  positions(): readonly Position[] {
    return Array.from({ length: this.byte() }, () => this.position())
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length
  }
}

/** What {@link CursorReader.positions} reads: at most 255. */
export function positionsBytes(positions: readonly Position[]): Uint8Array {
  return concat([Uint8Array.of(positions.length), fromHex(positions.join(''))])
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
