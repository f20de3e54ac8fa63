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
  const seen = new Map<UserId, number>()
  const byBase = scored.map((item) => ({ ...item, rankedBy: item.score.value })).sort(descending)
  const ranked = byBase.map(({ position, authorId, score }) => {
    const k = seen.get(authorId) ?? 0
    seen.set(authorId, k + 1)
    const factor = diversity(k, params)
    return {
      position,
      rankedBy: score.value * factor,
      terms: score.terms ?? {},
      multipliers: { ...score.multipliers, diversity: factor },
    }
  })
  return ranked.sort(descending).map(({ rankedBy, ...post }) => ({ ...post, score: rankedBy }))
}

interface Ranked {
  readonly position: Position
  readonly rankedBy: number
}

function descending(a: Ranked, b: Ranked): number {
  return b.rankedBy - a.rankedBy || (a.position < b.position ? 1 : -1)
}
