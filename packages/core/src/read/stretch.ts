import { maxPosition, newestFirst, type Position, type TimelineEntry, type UserId } from '../model'
import type { AuthorPage } from '../ports'
import type { Pulled } from '../pull/pull-newest'
import type { Candidate, CandidateRound } from './candidates'

/** A part of a feed that one round looks at. */
export interface Stretch {
  /** Exclusive; absent: from the top. */
  readonly before: Position | undefined
  /** Inclusive: how far down the timeline is known. */
  readonly bottom: Position
  /** Candidates that will do. */
  readonly want: number
}

/** What the stretch will probably consist of, if those who were pulled last time are to be pulled again. */
export function likelyPositions(
  entries: readonly TimelineEntry[],
  pages: readonly AuthorPage[],
  { before, bottom, want }: Stretch,
): readonly Position[] {
  const likely = new Set(entries.map(({ position }) => position))
  for (const { positions } of pages) {
    for (const position of positions) {
      if (position >= bottom && (before === undefined || position < before)) likely.add(position)
    }
  }
  return [...likely].sort().reverse().slice(0, want)
}

/** The authors of those pages that any of the positions is from. */
export function authorsOf(pages: readonly AuthorPage[], positions: readonly Position[]): readonly UserId[] {
  const wanted = new Set(positions)
  return pages.flatMap((page) => (page.positions.some((position) => wanted.has(position)) ? page.authorId : []))
}

/** Entries and pulled posts as one list, down to where both are complete or `want` are found. */
export function mergeRound(
  entries: readonly TimelineEntry[],
  pulled: Pulled,
  { bottom, want }: Pick<Stretch, 'bottom' | 'want'>,
): Omit<CandidateRound, 'end'> {
  const from = maxPosition(pulled.completeFrom, bottom)
  const candidates = new Map<Position, Candidate>()
  for (const { position } of pulled.entries) {
    if (position >= from) candidates.set(position, { position, source: 'pull' })
  }
  for (const { position } of entries) {
    if (position >= from) candidates.set(position, { position, source: 'timeline' })
  }
  const merged = [...candidates.values()].sort(newestFirst)
  const last = merged[want - 1]
  return merged.length <= want || last === undefined
    ? { candidates: merged, completeFrom: from }
    : { candidates: merged.slice(0, want), completeFrom: last.position }
}
