import type { Counter, PostCounts, PostId, UserId } from '@feed-engine/core'
import type { Told } from './interactions'
import { Violation } from './page-check'

/** What was read of one post, and what is known of it. */
export interface CountsQuestion {
  readonly postId: PostId
  readonly viewerId: UserId
  readonly found: PostCounts
  /** Everything that the counters are made of, in doubt or not. */
  readonly told: Iterable<Told>
  /** How many of the acknowledged deeds counted before the read began. */
  readonly appliedUpTo: number
  /** When the read ended. */
  readonly toMs: number
}

/** How many members a counter has. */
interface Bounds {
  readonly least: number
  readonly most: number
}

/**
 * Checks the counters of a post: each is the number of those who are in by the latest that counts for certain, or by
 * something later that may count. Nobody counts twice, and nothing counts that was not told. Throws a {@link Violation}.
 */
export function checkCounts(question: CountsQuestion): void {
  const { postId, viewerId, found } = question
  const members = membersOf(question.told)
  for (const [counter, count] of Object.entries(found.counts)) {
    const { least, most } = boundsOf(members.get(counter as Counter), question)
    if (count < least || count > most) {
      const right = least === most ? least : `${least} to ${most}`
      throw new Violation(`Post ${postId} has ${count} ${counter} for ${viewerId} instead of ${right}`)
    }
  }
  const { liked } = found.viewer ?? {}
  const states = statesOf(members.get('likes')?.get(viewerId) ?? [], question.appliedUpTo)
  if (liked === undefined || !states.has(liked)) {
    const shown = liked === true ? 'liked' : 'not liked'
    throw new Violation(`Post ${postId} is shown as ${shown} by ${viewerId}, which it cannot be`)
  }
}

type Members = ReadonlyMap<string, readonly Told[]>

function membersOf(told: Iterable<Told>): ReadonlyMap<Counter, Members> {
  const counters = new Map<Counter, Map<string, Told[]>>()
  for (const one of told) {
    const { counted } = one.deed
    if (counted === undefined) continue
    const members = counters.get(counted.counter) ?? new Map<string, Told[]>()
    counters.set(counted.counter, members.set(counted.member, [...(members.get(counted.member) ?? []), one]))
  }
  return counters
}

function boundsOf(members: Members = new Map(), { appliedUpTo, toMs }: CountsQuestion): Bounds {
  let [least, most] = [0, 0]
  for (const told of members.values()) {
    const [view] = told
    if (view?.deed.counted?.inTimeUntilMs !== undefined) {
      if (view.inTime && isApplied(view, appliedUpTo)) least += 1
      most += view.inTime || toMs <= view.deed.counted.inTimeUntilMs ? 1 : Number.POSITIVE_INFINITY
      continue
    }
    const states = statesOf(told, appliedUpTo)
    if (!states.has(false)) least += 1
    if (states.has(true)) most += 1
  }
  return { least, most }
}

/** Whether a member may be in, and whether it may be out. */
function statesOf(told: readonly Told[], appliedUpTo: number): ReadonlySet<boolean> {
  const applied = told.filter((one) => isApplied(one, appliedUpTo))
  const latest = applied.reduce<Told | undefined>((known, one) => (isLater(one, known) ? one : known), undefined)
  const later = told.filter((one) => isLater(one, latest))
  return new Set([latest, ...later].map((one) => one?.deed.counted?.on ?? false))
}

function isApplied({ number }: Told, appliedUpTo: number): boolean {
  return number !== undefined && number <= appliedUpTo
}

/** Of two at the same time the one that enters counts. */
function isLater(one: Told, known: Told | undefined): boolean {
  if (known === undefined || one.deed.atMs !== known.deed.atMs) return one.deed.atMs > (known?.deed.atMs ?? -1)
  return one.deed.counted?.on === true && known.deed.counted?.on === false
}
