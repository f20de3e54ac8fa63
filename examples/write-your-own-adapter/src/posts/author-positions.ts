import type { AuthorPage, AuthorRange, Position } from '@feed-engine/core'

/** The positions of one author's posts, ascending. */
export class AuthorPositions {
  readonly #positions: Position[] = []

  add(position: Position): void {
    const place = this.#countBelow(position)
    if (this.#positions[place] !== position) this.#positions.splice(place, 0, position)
  }

  remove(position: Position): void {
    const place = this.#countBelow(position)
    if (this.#positions[place] === position) this.#positions.splice(place, 1)
  }

  page({ authorId, before }: AuthorRange, limit: number): AuthorPage {
    const end = before === undefined ? this.#positions.length : this.#countBelow(before)
    const start = Math.max(0, end - limit)
    return { authorId, positions: this.#positions.slice(start, end).reverse(), more: start > 0 && end > start }
  }

  /** How many positions lie strictly below: a binary search. */
  #countBelow(position: Position): number {
    let low = 0
    let high = this.#positions.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#positions[middle] ?? '') < position) low = middle + 1
      else high = middle
    }
    return low
  }
}
