import type { Position, PositionWidth, PostId } from '../model'

/** A format of post ids. Ids and positions map one to one, and both sort by time. */
export interface IdCodec {
  readonly name: string
  readonly width: PositionWidth
  /** Sequence numbers within one millisecond and node: ids minted beyond them move on to the next millisecond. */
  readonly sequenceSize: number
  /** Builds the position of an id. `random` fills bits that are neither time, node nor sequence. */
  compose(parts: {
    readonly timestampMs: number
    readonly nodeId: number
    readonly sequence: number
    readonly random: () => number
  }): Position
  /** Throws `INVALID_ID` unless the text is an id in canonical form. */
  positionOf(id: PostId): Position
  idOf(position: Position): PostId
  timestampOf(id: PostId): number
}
