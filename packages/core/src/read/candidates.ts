import type { Position } from '../model'

/** A post that may be on the page. */
export interface Candidate {
  readonly position: Position
  readonly source: 'timeline' | 'pull' | 'session' | 'trending'
}

/** A stretch of the feed, hydrated, with every relation that its posts need. */
export interface CandidateRound {
  /** Newest first, all below the asked `before` and at or above `completeFrom`. */
  readonly candidates: readonly Candidate[]
  /** No post of the feed at or above this position is missing: the next round begins below it. */
  readonly completeFrom: Position
  /** Nothing of the feed lies below. */
  readonly end: boolean
}

/** Where candidates come from, stretch by stretch downwards. */
export interface CandidateSource {
  /** The next stretch below `before` (absent: from the top), with about `want` candidates. */
  next(before: Position | undefined, want: number): Promise<CandidateRound>
}
