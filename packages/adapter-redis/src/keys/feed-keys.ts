import { cellOf, type FeedKey, type FeedKind, type UserId } from '@feed-engine/core'
import { cellTags } from './cell-tags'

const KIND_LETTERS: Readonly<Record<FeedKind, string>> = {
  home: 'h',
  user: 'u',
  list: 'l',
  topic: 't',
  notifications: 'n',
}

/**
 * Keys of timelines: `prefix{tag}` and then a letter for what the key holds, one for the kind of feed, the length of
 * the tenant, the tenant and the owner. The tag comes before anything that a user has chosen, so no id can steer its
 * feed to another slot; and the length says where the tenant ends, so no two feeds share a key.
 */
export class FeedKeys {
  readonly cells: number
  readonly #places: readonly string[]

  constructor(params: { readonly prefix: string; readonly cells: number }) {
    this.cells = params.cells
    this.#places = cellTags(params.cells).map((tag) => `${params.prefix}{${tag}}`)
  }

  /** The cell of a feed: that of its owner, as a graph store enumerates followers by cell. */
  cellOf(feed: FeedKey): number {
    return this.cells === 1 ? 0 : cellOf(feed.ownerId, this.cells)
  }

  /** Key of the record of a cell. */
  record(cell: number): string {
    return `${this.#places[cell]}c`
  }

  /** Keys of the records of all cells. */
  records(): readonly string[] {
    return this.#places.map((place) => `${place}c`)
  }

  /** Key of one part of a timeline. */
  timeline(cell: number, part: string, feed: FeedKey): string {
    return this.naming(part, feed)(cell, feed.ownerId)
  }

  /** Keys of one part of many timelines of a tenant and kind: only what differs is put together for each. */
  naming(part: string, { kind, tenant }: Pick<FeedKey, 'kind' | 'tenant'>): (cell: number, ownerId: UserId) => string {
    const middle = `${part}${KIND_LETTERS[kind]}${tenant.length}:${tenant}:`
    const beginnings: string[] = []
    return (cell, ownerId) => {
      beginnings[cell] ??= `${this.#places[cell]}${middle}`
      return beginnings[cell] + ownerId
    }
  }
}
