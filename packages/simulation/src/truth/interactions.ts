import type { Counter, Interaction, PostId, UserId } from '@feed-engine/core'

/** The vectors of a viewer that interactions change. */
export const SIGNAL_NAMES = Object.freeze(['affinity', 'topics', 'topics-recent', 'fewer', 'more'] as const)
export type SignalName = (typeof SIGNAL_NAMES)[number]

/** What one event adds to one weight. */
export interface SignalPart {
  readonly signal: SignalName
  readonly key: string
  readonly weight: number
  /** Whether it may be missing though the event counts. @defaultValue false */
  readonly doubtful?: boolean
}

/** Who or what enters a counter of a post with a deed, or leaves it. Of all deeds about a member the latest holds. */
export interface CountedMember {
  readonly postId: PostId
  readonly counter: Counter
  readonly member: string
  readonly on: boolean
  /** Until when it has to be applied, or nobody can tell how often it counts; absent: any time will do. */
  readonly inTimeUntilMs?: number
}

/** Something that a viewer did, and what it means. */
export interface Deed {
  readonly viewerId: UserId
  readonly kind: Interaction['kind'] | 'delete'
  readonly authorId: UserId
  readonly atMs: number
  readonly parts: readonly SignalPart[]
  readonly counted?: CountedMember
}

/** A deed that somebody told the engine of. */
export interface Told {
  readonly deed: Deed
  /** Place among those acknowledged, from 1; `undefined` while nobody knows whether it counts. */
  number: number | undefined
  /** Whether it is known to count since before its time was over. */
  inTime: boolean
}

/** What is known of what viewers did: acknowledged, or possible. What certainly did not happen is forgotten. */
export class Interactions {
  readonly #told = new Set<Told>()
  readonly #byPost = new Map<PostId, Set<Told>>()
  #acknowledged = 0
  #appliedUpTo = 0

  /** Number of deeds acknowledged so far. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  /** How many of the acknowledged are known to count already. */
  get appliedUpTo(): number {
    return this.#appliedUpTo
  }

  begin(deed: Deed): Told {
    const told: Told = { deed, number: undefined, inTime: false }
    this.#told.add(told)
    const postId = deed.counted?.postId
    if (postId !== undefined) this.#byPost.set(postId, (this.#byPost.get(postId) ?? new Set()).add(told))
    return told
  }

  acknowledge(told: Told): void {
    told.number = ++this.#acknowledged
  }

  /** It certainly did not happen. */
  deny(told: Told): void {
    this.#told.delete(told)
    this.#byPost.get(told.deed.counted?.postId ?? '')?.delete(told)
  }

  /** Everything acknowledged up to a number counts by now. */
  applied(upTo: number, nowMs: number): void {
    this.#appliedUpTo = Math.max(this.#appliedUpTo, upTo)
    for (const told of this.#told) {
      const { inTimeUntilMs = nowMs } = told.deed.counted ?? {}
      if (told.number !== undefined && told.number <= upTo && nowMs <= inTimeUntilMs) told.inTime = true
    }
  }

  /** What the counters of a post are made of. */
  about(postId: PostId): ReadonlySet<Told> {
    return this.#byPost.get(postId) ?? new Set()
  }

  of(viewerId: UserId): readonly Told[] {
    return [...this.#told].filter(({ deed }) => deed.viewerId === viewerId)
  }

  /**
   * Authors of whom the viewer wants to see fewer, as far as a ranking knows that was begun when `appliedUpTo` counted:
   * `must` for certain, `may` perhaps. The later of "fewer" and "more" holds, and of both at once "more".
   */
  hiddenFrom(
    viewerId: UserId,
    appliedUpTo: number,
  ): { readonly must: ReadonlySet<UserId>; readonly may: ReadonlySet<UserId> } {
    const wishes = this.of(viewerId).filter(({ deed }) => deed.kind === 'hide' || deed.kind === 'unhide')
    const certain = wishes.filter(({ number = Number.POSITIVE_INFINITY }) => number <= appliedUpTo)
    return { must: laterThan(certain, wishes), may: laterThan(wishes, certain) }
  }
}

/** Authors whose latest "fewer" among the ones is later than their latest "more" among the others. */
function laterThan(ones: readonly Told[], others: readonly Told[]): ReadonlySet<UserId> {
  const more = latest(others, 'unhide')
  const fewer = [...latest(ones, 'hide')]
  return new Set(fewer.flatMap(([authorId, atMs]) => (atMs > (more.get(authorId) ?? -1) ? [authorId] : [])))
}

function latest(wishes: readonly Told[], kind: Deed['kind']): ReadonlyMap<UserId, number> {
  const times = new Map<UserId, number>()
  for (const { deed } of wishes) {
    if (deed.kind === kind) times.set(deed.authorId, Math.max(deed.atMs, times.get(deed.authorId) ?? 0))
  }
  return times
}
