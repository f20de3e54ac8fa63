import type { Position, UserId } from '../model'
import { diversity } from './formula'
import type { Score } from './scorer'

/** A post in the order of a ranked session, and how it got there. */
export interface RankedPost {
  readonly position: Position
  /** After diversity: what the order is by. */
  readonly score: number
  readonly terms: Readonly<Record<string, number>>
  /** Those of the scorer, and `diversity`. */
  readonly multipliers: Readonly<Record<string, number>>
}

/**
 * The order of a session: by score, with each further post of an author counting less. Authors' posts are numbered from 0
 * in the order of the scores before; ties are broken by position, newer first.
 */
export function arrangeSlate(
  scored: readonly { readonly position: Position; readonly authorId: UserId; readonly score: Score }[],
  params: { readonly decay: number; readonly floor: number },
): readonly RankedPost[] {
  const slate = scored.map(({ position, authorId, score }): Place => {
    return { position, authorId, score, rankedBy: score.value, diversity: 1 }
  })
  slate.sort(descending)
  const seen = new Map<UserId, number>()
  for (const place of slate) {
    const k = seen.get(place.authorId) ?? 0
    seen.set(place.authorId, k + 1)
    place.diversity = diversity(k, params)
    place.rankedBy *= place.diversity
  }
  slate.sort(descending)
  return slate.map((place) => {
    const { position, rankedBy, score } = place
    const multipliers = Object.assign({}, score.multipliers, { diversity: place.diversity })
    return { position, score: rankedBy, terms: score.terms ?? {}, multipliers }
  })
}

interface Place {
  readonly position: Position
  readonly authorId: UserId
  readonly score: Score
  rankedBy: number
  diversity: number
}

function descending(a: Place, b: Place): number {
  return b.rankedBy - a.rankedBy || (a.position < b.position ? 1 : -1)
}
