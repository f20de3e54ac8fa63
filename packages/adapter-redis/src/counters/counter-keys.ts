import { type CounterPart, cellOf } from '@feed-engine/core'
import { cellTags } from '../keys/cell-tags'

/** The two sets of counters in one storage: those that are all there is, and those in front of an archive. */
export type Side = 'alone' | 'behind'

/** Letters of parts, and of the events beside them. */
const LETTERS = { alone: { part: 'a', events: 'e' }, behind: { part: 'p', events: 'h' } } as const

/**
 * Keys of counters: `prefix{tag}n`, a letter for what the key holds, and the name of the part: its number, the length of
 * the tenant, the tenant and the post. The tag comes before anything that a user has chosen, and the length says where
 * the tenant ends, so no two parts share a key. What belongs to one part lies in one slot, and the parts of one post in
 * cells as far apart as can be.
 */
export class CounterKeys {
  readonly cells: number
  readonly shards: number
  readonly #places: readonly string[]

  constructor(params: { readonly prefix: string; readonly cells: number; readonly shards: number }) {
    this.cells = params.cells
    this.shards = params.shards
    this.#places = cellTags(params.cells).map((tag) => `${params.prefix}{${tag}}n`)
  }

  /** The part of a post that a member or event belongs to. */
  partOf(member: string): number {
    return this.shards === 1 ? 0 : cellOf(member, this.shards)
  }

  cellOf({ tenant, postId, part }: CounterPart): number {
    if (this.cells === 1) return 0
    return (cellOf(`${tenant}\n${postId}`, this.cells) + Math.floor((part * this.cells) / this.shards)) % this.cells
  }

  part(side: Side, place: CounterPart): string {
    return `${this.#placeOf(place)}${LETTERS[side].part}${nameOf(place)}`
  }

  /** Members that the archive lacks. */
  unsaved(place: CounterPart): string {
    return `${this.#placeOf(place)}u${nameOf(place)}`
  }

  /** Events that are remembered. */
  events(side: Side, place: CounterPart): string {
    return `${this.#placeOf(place)}${LETTERS[side].events}${nameOf(place)}`
  }

  /** Dirty parts of a cell. */
  dirty(cell: number): string {
    return `${this.#places[cell]}d`
  }

  #placeOf(place: CounterPart): string {
    return this.#places[this.cellOf(place)] ?? ''
  }
}

/** A name that no other part has. */
export function nameOf({ tenant, postId, part }: CounterPart): string {
  return `${part}:${tenant.length}:${tenant}${postId}`
}

/** The part of a name. */
export function partOfName(name: string): CounterPart {
  const [part = '', length = ''] = name.split(':', 2)
  const start = part.length + length.length + 2
  const end = start + Number(length)
  return { tenant: name.slice(start, end), postId: name.slice(end), part: Number(part) }
}
