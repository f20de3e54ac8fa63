import type { Counts, PostId, PostKind, UserId } from '../model'

/** What a scorer is told of one post. Of a repost, topics, content type and counts are those of the original. */
export interface ScoringCandidate {
  readonly postId: PostId
  readonly authorId: UserId
  readonly createdAtMs: number
  readonly kind: PostKind
  readonly topics: readonly string[]
  readonly contentType: string | undefined
  /** Absent where nothing counts, or the counters did not answer. */
  readonly counts: Counts | undefined
  /** Whether the viewer follows the author, or is the author. */
  readonly inNetwork: boolean
}

/** What a scorer is told of the viewer: as it was when the session began. Empty where nothing is known. */
export interface ScoringViewer {
  readonly viewerId: UserId
  /** x: what the viewer did with posts of an author, weighted and decayed to now. */
  readonly affinity: ReadonlyMap<UserId, number>
  /** Interests by `topic:…` and `type:…`: long and short term mixed, of length 1, or empty. */
  readonly interests: ReadonlyMap<string, number>
  /** When the viewer last asked to see fewer posts of an author, in milliseconds since the Unix epoch. */
  readonly fewerSinceMs: ReadonlyMap<UserId, number>
}

export interface ScoringRequest {
  readonly viewer: ScoringViewer
  /** Newest first. */
  readonly candidates: readonly ScoringCandidate[]
  /** Time of the session: milliseconds since the Unix epoch. */
  readonly nowMs: number
  /** The 95th percentile of engagement over {@link ScoringRequest.population}. */
  readonly e95: number
  /** Whose percentile that is: candidates of the last hour, or all if those are fewer than 20. */
  readonly population: ScorePopulation
}

export type ScorePopulation = 'last-hour' | 'all-candidates'

/** A score before diversity, and how it came about. */
export interface Score {
  /** Finite, at least 0. */
  readonly value: number
  /** Terms by name, already weighted, so that the largest is the main reason. Same names for all of a session. */
  readonly terms?: Readonly<Record<string, number>>
  /** Factors by name. Same names for all of a session. */
  readonly multipliers?: Readonly<Record<string, number>>
}

/**
 * Scores candidates for a viewer: the default, or one's own, which may as well ask a model elsewhere.
 *
 * It gets `deadlineMs` (`ranking.scorerTimeoutMs`) and a signal that ends with it. If it throws, answers late, or
 * answers anything but one valid score per candidate, in order, the read falls down the ladder and says so. Code that
 * never yields can't be interrupted by anybody.
 */
export interface Scorer {
  /** 1 to 64 letters, digits, `-`, `_` or `.`; shown in explanations. */
  readonly name: string
  score(
    request: ScoringRequest,
    call: { readonly signal: AbortSignal; readonly deadlineMs: number },
  ): readonly Score[] | Promise<readonly Score[]>
}
