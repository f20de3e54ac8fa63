import type { Position } from '@feed-engine/core'

/** Distinct positions in ascending order. Adding above all others, as new posts do, takes constant time. */
export class SortedPositions {
  readonly #positions: Position[] = []

  add(position: Position): void {
    this.#positions.splice(this.#countBelow(position), 0, position)
  }

  delete(position: Position): void {
    const index = this.#countBelow(position)
    if (this.#positions[index] === position) this.#positions.splice(index, 1)
  }

  /** At most `limit` positions strictly below `before`, newest first, and whether more lie below them. */
  page(before: Position | undefined, limit: number): { readonly positions: Position[]; readonly more: boolean } {
    const end = before === undefined ? this.#positions.length : this.#countBelow(before)
    const start = Math.max(0, end - limit)
    return { positions: this.#positions.slice(start, end).reverse(), more: start > 0 }
  }

  #countBelow(position: Position): number {
    const last = this.#positions.at(-1)
    if (last === undefined || last < position) return this.#positions.length
    let low = 0
    let high = this.#positions.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#positions[middle] ?? last) < position) low = middle + 1
      else high = middle
    }
    return low
  }
}
