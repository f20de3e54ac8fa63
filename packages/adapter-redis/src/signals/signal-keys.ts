import { cellOf, type SignalSubject, type TenantId } from '@feed-engine/core'
import { cellTags } from '../keys/cell-tags'

/**
 * Keys of vectors: `prefix{tag}s`, a letter for the part (`w`: weights, `e`: events), and the name, whose parts have
 * their lengths in front. The tag comes before anything that a user has chosen, as with values; those have part `k`.
 */
export class SignalKeys {
  readonly #places: readonly string[]

  constructor(params: { readonly prefix: string; readonly cells: number }) {
    this.#places = cellTags(params.cells).map((tag) => `${params.prefix}{${tag}}s`)
  }

  /** Weights and events of a vector, which share a slot. */
  of(tenant: TenantId, { kind, ownerId }: SignalSubject): readonly [weights: string, events: string] {
    const name = `${tenant.length}:${tenant}${kind.length}:${kind}${ownerId}`
    const place = this.#places[this.#places.length === 1 ? 0 : cellOf(name, this.#places.length)]
    return [`${place}w${name}`, `${place}e${name}`]
  }
}
