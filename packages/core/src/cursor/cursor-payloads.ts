import { fromHex } from '../runtime/crypto'
import type { CursorKind, CursorOf } from './cursor'
import { type CursorReader, concat, positionsBytes } from './cursor-bytes'

/** How one kind of cursor is written behind what all have in common. */
interface CursorPayload<Kind extends CursorKind> {
  /** Says the kind. Never given to another one. */
  readonly byte: number
  write(cursor: CursorOf<Kind>): Uint8Array
  read(reader: CursorReader): CursorOf<Kind>
}

/** Every kind of cursor there is. */
export const PAYLOADS: { readonly [Kind in CursorKind]: CursorPayload<Kind> } = {
  /** `position | count 1 | positions` */
  scroll: {
    byte: 0,
    write: ({ before, shown }) => concat([fromHex(before), positionsBytes(shown)]),
    read: (reader) => ({ kind: 'scroll', before: reader.position(), shown: reader.positions() }),
  },
  /** `position | position | count 1 | positions` */
  gap: {
    byte: 1,
    write: ({ downTo, before, shown }) => concat([fromHex(downTo), fromHex(before), positionsBytes(shown)]),
    read: (reader) => ({
      kind: 'gap',
      downTo: reader.position(),
      before: reader.position(),
      shown: reader.positions(),
    }),
  },
  /** `position` */
  top: {
    byte: 2,
    write: ({ position }) => fromHex(position),
    read: (reader) => ({ kind: 'top', position: reader.position() }),
  },
}

export function kindOfByte(byte: number): CursorKind | undefined {
  const kinds = Object.keys(PAYLOADS) as CursorKind[]
  return kinds.find((kind) => PAYLOADS[kind].byte === byte)
}
