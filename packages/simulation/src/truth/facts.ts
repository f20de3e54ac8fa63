import type { PostId, UserId } from '@feed-engine/core'
import type { Change, Oracle } from './oracle'

/** A change that somebody asked for. */
export interface Fact {
  /** What it changes; `undefined` while even the id of the post that it makes is unknown. */
  change: Change | undefined
  /** Recognises the item of a page that is this fact's post, as long as its id is unknown. */
  readonly tag: string | undefined
}

/** What can be true for a read that began at one moment and ends at another. */
export interface Observation {
  /** Everything that was acknowledged before the read began. */
  readonly base: Oracle
  /** What was open at some time during the read, in the order in which it was asked for: true for it, or not. */
  readonly open: Set<Fact>
  /** How many drains had ended before the read began. */
  readonly appliedUpTo: number
}

/** More open facts than this, besides new posts, are not told apart: such a read is counted and left unchecked. */
export const MAX_OPEN_FACTS = 6

/**
 * What is known of the world: the oracle after everything acknowledged, and the facts that are still open because
 * their calls are under way or their outcome is unknown. A read is right if some of the open facts make it so.
 */
export class Facts {
  readonly #open = new Set<Fact>()
  readonly #observations = new Set<Observation>()
  #oracle: Oracle
  #begun = 0
  #acknowledged = 0
  #appliedUpTo = 0

  constructor(oracle: Oracle) {
    this.#oracle = oracle
  }

  /** The world after everything acknowledged. */
  get oracle(): Oracle {
    return this.#oracle
  }

  /** Number of facts acknowledged so far. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  /** Number of facts asked for so far. */
  get begun(): number {
    return this.#begun
  }

  get openFacts(): ReadonlySet<Fact> {
    return this.#open
  }

  /** Somebody asks for a change. */
  begin(change: Change | undefined, tag?: string): Fact {
    const fact: Fact = { change, tag }
    this.#begun += 1
    this.#open.add(fact)
    for (const observation of this.#observations) observation.open.add(fact)
    return fact
  }

  /** The change was acknowledged. Answers its number. */
  acknowledge(fact: Fact): number {
    if (fact.change === undefined) throw new Error('a fact without a change cannot be acknowledged')
    this.#open.delete(fact)
    this.#oracle = this.#oracle.after(fact.change)
    this.#acknowledged += 1
    return this.#acknowledged
  }

  /** The change has certainly not happened, and will not. */
  deny(fact: Fact): void {
    this.#open.delete(fact)
    for (const observation of this.#observations) observation.open.delete(fact)
  }

  /** Everything acknowledged up to a number has been applied to the timelines. */
  applied(upTo: number): void {
    this.#appliedUpTo = Math.max(this.#appliedUpTo, upTo)
  }

  observe(): Observation {
    const observation = { base: this.#oracle, open: new Set(this.#open), appliedUpTo: this.#appliedUpTo }
    this.#observations.add(observation)
    return observation
  }

  endObservation(observation: Observation): void {
    this.#observations.delete(observation)
  }
}

/**
 * The worlds that the observation cannot rule out for a viewer, or `undefined` if they are too many. New posts do not
 * change what is seen of others, so it is enough to look at worlds with all of them and with none.
 */
export function possibleWorlds(observation: Observation, viewerId: UserId): readonly Oracle[] | undefined {
  const changes = openChanges(observation)
  const told = changes.filter(({ type }) => type !== 'publish' && type !== 'post-edit')
  const relevant = told.filter((change) => concerns(change, viewerId))
  if (relevant.length > MAX_OPEN_FACTS) return undefined
  const published = changes.filter((change) => change.type === 'publish')
  const alternatives = [...(published.length === 0 ? [] : [published]), ...relevant.map((change) => [change])]
  return alternatives.reduce<readonly Oracle[]>(
    (worlds, together) =>
      worlds.flatMap((world) => [world, together.reduce((next, change) => next.after(change), world)]),
    [observation.base],
  )
}

/**
 * The editions of a post that a read may show: the last one acknowledged before it began, and those that were open
 * meanwhile. Which one it is changes nothing else, so it is told without worlds.
 */
export function possibleEditions(observation: Observation, postId: PostId): readonly number[] {
  const edits = openChanges(observation).flatMap((change) =>
    change.type === 'post-edit' && change.postId === postId ? [change.edition] : [],
  )
  return [observation.base.post(postId)?.edition ?? 0, ...edits]
}

function openChanges({ open }: Observation): readonly Change[] {
  return [...open].flatMap(({ change }) => (change === undefined ? [] : [change]))
}

/** Relations of others do not change what a viewer sees. */
function concerns(change: Change, viewerId: UserId): boolean {
  switch (change.type) {
    case 'follow':
    case 'approve':
    case 'unfollow':
    case 'mute':
    case 'unmute':
      return change.userId === viewerId
    case 'block':
    case 'unblock':
      return change.userId === viewerId || change.targetId === viewerId
    default:
      return true
  }
}
