import type { SignalSubject } from '../ports'
import { sha256, toHex } from '../runtime/crypto'
import type { SignalKind } from '../signals/subjects'

const HOUR_MS = 3_600_000
const NAME_BYTES = 16
/** Slices of a board that are read. */
const SLICES = 12
/** Events may be this far ahead of the clock. */
const AHEAD_MS = 5_000

/**
 * As long as an event may come late, and be told once more: what happened earlier is too late to matter to a board, and
 * is left out.
 */
const dedupeMs = HOUR_MS

/**
 * What boards tell, by vectors of weights. Keys of `trending` are post ids, of `popular` author ids.
 *
 * A board consists of slices of a third of a half-life; the twelve latest are read, and what is older weighs less than a
 * sixteenth. A slice keeps the keys that weigh most, and begins empty: something new has to outweigh only what is new
 * as well, however much the board has seen before.
 */
export const BOARDS = Object.freeze({
  trending: { kind: 'trending', halfLifeMs: 6 * HOUR_MS, maxKeys: 300, dedupeMs },
  popular: { kind: 'popular', halfLifeMs: 7 * 24 * HOUR_MS, maxKeys: 300, dedupeMs },
} as const satisfies Record<string, SignalKind>)

/** One board: of everything, or of a topic, a region, a topic in a region. */
export interface Board {
  readonly signal: SignalKind
  /** As `topicKey` makes it. */
  readonly topic?: string | undefined
  readonly region?: string | undefined
}

/** A name that fits a key however long topic and region are. */
export function boardName({ signal, topic = '', region = '' }: Board): string {
  return `${signal.kind}:${toHex(sha256([topic, region]).subarray(0, NAME_BYTES))}`
}

/** The slice that an event belongs to, whenever it is told. */
export function sliceAt(board: Board, atMs: number): SignalSubject {
  return slice(board, sliceNumber(board, atMs))
}

/** Every slice that is read at a time, the latest first. */
export function slicesAt(board: Board, nowMs: number): readonly SignalSubject[] {
  const latest = sliceNumber(board, nowMs + AHEAD_MS)
  return Array.from({ length: SLICES }, (_, age) => slice(board, latest - age))
}

function sliceNumber({ signal }: Board, atMs: number): number {
  return Math.floor(atMs / (signal.halfLifeMs / 3))
}

function slice(board: Board, number: number): SignalSubject {
  return { kind: board.signal.kind, ownerId: `${boardName(board)}:${number}` }
}
