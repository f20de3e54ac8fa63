import { LRUCache } from 'lru-cache'
import type { EngineContext } from '../context/engine-context'
import { FeedError } from '../model'
import type { PortCall, SignalStore } from '../ports'
import { weightAt } from '../signals/decay'
import { type Board, boardName, slicesAt } from './board'

/** How old a board may be that this process shows: everybody looks at the same few. */
const FRESH_MS = 10_000
const MOST_REMEMBERED = 1_000
/** Keys of a board that are of interest to anybody: they make up for what a viewer may not see. */
const MOST_RANKED = 200

/** A post or an author on a board. */
export interface Ranked {
  readonly key: string
  /** Decayed to the time at which the board was read, above 0. */
  readonly weight: number
}

/** Reads boards, and remembers them for a moment. */
export class Boards {
  readonly #context: EngineContext
  readonly #signals: SignalStore
  readonly #remembered = new LRUCache<string, { readonly atMs: number; readonly ranked: readonly Ranked[] }>({
    max: MOST_REMEMBERED,
  })

  constructor(context: EngineContext, signals: SignalStore) {
    this.#context = context
    this.#signals = signals
  }

  /** Boards in the order asked, in one call to the store at most: what weighs most first, ties by key. */
  async read(boards: readonly Board[], call: PortCall): Promise<readonly (readonly Ranked[])[]> {
    const { clock } = this.#context.runtime
    const atMs = clock.now()
    const read = new Map<string, readonly Ranked[]>()
    const missing: Board[] = []
    for (const board of boards) {
      const known = this.#remembered.get(boardName(board))
      if (known !== undefined && atMs - known.atMs < FRESH_MS) read.set(boardName(board), known.ranked)
      else missing.push(board)
    }
    const found = missing.length === 0 ? [] : await this.#readAll(missing, atMs, call)
    for (const [index, board] of missing.entries()) {
      const ranked = found[index] ?? []
      this.#remembered.set(boardName(board), { atMs, ranked })
      read.set(boardName(board), ranked)
    }
    return boards.map((board) => read.get(boardName(board)) ?? [])
  }

  async #readAll(boards: readonly Board[], atMs: number, call: PortCall): Promise<readonly (readonly Ranked[])[]> {
    const slices = boards.flatMap((board) => slicesAt(board, atMs).map((subject) => ({ board, subject })))
    const subjects = slices.map(({ subject }) => ({ subject }))
    const vectors = await this.#signals.read({ tenant: this.#context.tenant, subjects }, call)
    const weights = new Map(boards.map((board) => [board, new Map<string, number>()]))
    for (const [index, { board }] of slices.entries()) {
      const sums = weights.get(board)
      for (const entry of vectors[index] ?? []) {
        const weight = weightAt(entry, board.signal.halfLifeMs, Math.max(atMs, entry.atMs))
        sums?.set(entry.key, (sums.get(entry.key) ?? 0) + weight)
      }
    }
    return boards.map((board) =>
      Array.from(weights.get(board) ?? [], ([key, weight]) => ({ key, weight }))
        .sort(byWeight)
        .slice(0, MOST_RANKED),
    )
  }
}

/** The boards, if any are kept. */
export function requireBoards(boards: Boards | undefined): Boards {
  if (boards !== undefined) return boards
  throw new FeedError({ code: 'UNSUPPORTED', rule: 'boards need stores.signals, and the option discovery' })
}

/** Heavier first, ties by key. */
export function byWeight(a: Ranked, b: Ranked): number {
  return b.weight - a.weight || (a.key < b.key ? -1 : 1)
}
