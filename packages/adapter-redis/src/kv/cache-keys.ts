import { type CacheKey, cellOf } from '@feed-engine/core'
import { cellTags } from '../keys/cell-tags'

/** `v`: the value, `f`: the floor that an invalidation has left, `l`: the lease. */
type Part = 'v' | 'f' | 'l'

/**
 * Keys of values: `prefix{tag}k`, a letter for the part, and the key as it is. The tag comes before anything that a
 * user has chosen, so no key can steer its value to another slot; timelines have no part `k`, and the tags of buses
 * have a colon. All parts of a key lie in one slot, and so do keys of one cell.
 */
export class CacheKeys {
  readonly #places: readonly string[]

  constructor(params: { readonly prefix: string; readonly cells: number }) {
    this.#places = cellTags(params.cells).map((tag) => `${params.prefix}{${tag}}k`)
  }

  cellOf(key: CacheKey): number {
    return this.#places.length === 1 ? 0 : cellOf(key, this.#places.length)
  }

  in(cell: number, part: Part, key: CacheKey): string {
    return `${this.#places[cell]}${part}${key}`
  }
}
