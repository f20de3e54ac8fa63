import { FeedError, type Position } from '../model'
import type { Clock, RandomSource } from '../runtime/runtime'
import type { IdCodec } from './id-codec'

/**
 * How far ids may run ahead of the clock: room for bursts beyond one millisecond's sequence, for small clock
 * regressions, and for skew between the processes that one author posts through.
 */
export const MAX_AHEAD_MS = 1_000

/**
 * Mints positions that rise strictly within the process. Time never runs backwards in them: after a regression of
 * the clock the minter goes on from where it was, and refuses with `CLOCK_REGRESSED` while that is more than
 * {@link MAX_AHEAD_MS} ahead.
 */
export class IdMinter {
  readonly #codec: IdCodec
  readonly #clock: Clock
  readonly #random: RandomSource
  readonly #nodeId: number
  #timestampMs = 0
  #sequence = 0

  constructor(parts: {
    readonly codec: IdCodec
    readonly clock: Clock
    readonly random: RandomSource
    readonly nodeId: number
  }) {
    this.#codec = parts.codec
    this.#clock = parts.clock
    this.#random = parts.random
    this.#nodeId = parts.nodeId
  }

  /** A position above every one minted before, and above `floor` if that is not too far ahead of the clock. */
  mint(floor?: Position): Position {
    const now = this.#clock.now()
    const floorMs = floor === undefined ? 0 : this.#codec.timestampOf(this.#codec.idOf(floor))
    const least = floorMs >= now + MAX_AHEAD_MS ? 0 : floorMs
    let timestampMs = Math.max(now, this.#timestampMs, least)
    let sequence = timestampMs === this.#timestampMs ? this.#sequence + 1 : 0
    let position = this.#compose(timestampMs, sequence)
    if (sequence >= this.#codec.sequenceSize || (least !== 0 && floor !== undefined && position <= floor)) {
      timestampMs += 1
      sequence = 0
      position = this.#compose(timestampMs, sequence)
    }
    if (timestampMs > now + MAX_AHEAD_MS) {
      throw new FeedError({
        code: 'CLOCK_REGRESSED',
        rule: 'no id can be minted until the clock has caught up with the last one',
        retryable: true,
      })
    }
    this.#timestampMs = timestampMs
    this.#sequence = sequence
    return position
  }

  /** Another process mints under the same node number in this millisecond: goes on in the next one. */
  leaveMillisecond(): void {
    this.#sequence = this.#codec.sequenceSize
  }

  #compose(timestampMs: number, sequence: number): Position {
    return this.#codec.compose({
      timestampMs,
      nodeId: this.#nodeId,
      sequence: sequence % this.#codec.sequenceSize,
      random: () => this.#random.next(),
    })
  }
}
