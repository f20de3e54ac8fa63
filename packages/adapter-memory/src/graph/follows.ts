import type { FollowState } from '@feed-engine/core'
import { OrdinalSet } from './ordinal-set'

const PENDING = 0
/** Ended follows that the log may hold besides as many as there are live ones. */
const LOG_SLACK = 16

/** The follows of one user, accepted and pending, with the versions at which they were accepted. */
export class Follows<T extends { readonly ordinal: number }> {
  /** Version of the acceptance, or `PENDING`. */
  readonly #versions = new Map<T, number>()
  readonly #accepted = new OrdinalSet()
  /** Acceptances in the order of their versions. One is over when `#versions` says something else. */
  #log: { readonly versions: number[]; readonly followees: T[] } = { versions: [], followees: [] }
  #version = 0

  /** Of the latest acceptance, whether it still holds or not: versions are never given twice. */
  get version(): number {
    return this.#version
  }

  /** Accepted and pending ones. */
  get size(): number {
    return this.#versions.size
  }

  /** Ordinals of the accepted followees. */
  get accepted(): OrdinalSet {
    return this.#accepted
  }

  state(followee: T): FollowState | 'none' {
    const version = this.#versions.get(followee)
    return version === undefined ? 'none' : version === PENDING ? 'pending' : 'accepted'
  }

  request(followee: T): void {
    this.#versions.set(followee, PENDING)
  }

  accept(followee: T): void {
    this.#version++
    this.#versions.set(followee, this.#version)
    this.#accepted.add(followee.ordinal)
    this.#log.versions.push(this.#version)
    this.#log.followees.push(followee)
  }

  end(followee: T): void {
    this.#versions.delete(followee)
    this.#accepted.delete(followee.ordinal)
    if (this.#log.versions.length > 2 * this.#accepted.size + LOG_SLACK) this.#compactLog()
  }

  /** Accepted followees with a version above `version`, oldest acceptance first, until `visit` answers false. */
  visitAcceptedAfter(version: number, visit: (followee: T) => boolean): void {
    const { versions, followees } = this.#log
    for (let index = indexAbove(versions, version); index < versions.length; index++) {
      const followee = followees[index]
      if (followee === undefined || this.#versions.get(followee) !== versions[index]) continue
      if (!visit(followee)) return
    }
  }

  #compactLog(): void {
    const versions: number[] = []
    const followees: T[] = []
    this.#log.followees.forEach((followee, index) => {
      const version = this.#log.versions[index]
      if (version === undefined || this.#versions.get(followee) !== version) return
      versions.push(version)
      followees.push(followee)
    })
    this.#log = { versions, followees }
  }
}

function indexAbove(versions: readonly number[], version: number): number {
  let low = 0
  let high = versions.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((versions[middle] ?? 0) <= version) low = middle + 1
    else high = middle
  }
  return low
}
