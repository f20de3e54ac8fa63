import type { Position, PostId } from '../model'
import type { CandidateSource } from '../read/candidates'
import type { ReadSession } from '../read/read-session'
import type { ScoringCandidate } from '../scoring/scorer'

/** A candidate, where it stands, and the post whose engagement counts: of a repost the original. */
export interface RankingCandidate extends ScoringCandidate {
  readonly position: Position
  readonly shownId: PostId
}

/** Each may drop all that it finds; a feed of tens of thousands of served posts is given up on. */
const MAX_ROUNDS = 14

export interface Gathered {
  /** Newest first. */
  readonly candidates: readonly RankingCandidate[]
  /** Exclusive: below it nothing was gathered, above it nothing is missing. */
  readonly below: Position
}

/**
 * The newest posts of a feed, `count` of them or all there are, without those in `served`, as this process remembers
 * them. Which of them may be seen is decided page by page.
 */
export function gatherCandidates(
  session: ReadSession,
  source: CandidateSource,
  count: number,
  served: ReadonlySet<Position>,
): Promise<Gathered> {
  return session.recalling(() => gather(session, source, count, served))
}

async function gather(
  session: ReadSession,
  source: CandidateSource,
  count: number,
  served: ReadonlySet<Position>,
): Promise<Gathered> {
  const candidates: RankingCandidate[] = []
  let below: Position | undefined
  for (let round = 1; ; round++) {
    const found = await source.next(below, count - candidates.length + served.size)
    for (const { position } of found.candidates) {
      const candidate = served.has(position) ? undefined : toCandidate(session, position)
      if (candidate !== undefined) candidates.push(candidate)
    }
    below = found.completeFrom
    if (found.end || candidates.length >= count || round === MAX_ROUNDS) return { candidates, below }
  }
}

function toCandidate(session: ReadSession, position: Position): RankingCandidate | undefined {
  const post = session.recalledAt(position)
  if (post === undefined) return undefined
  const shown = (post.repostOf === undefined ? undefined : session.recalled(post.repostOf.postId)) ?? post
  return {
    position,
    postId: post.id,
    shownId: shown.id,
    authorId: post.authorId,
    createdAtMs: post.createdAtMs,
    kind: post.kind,
    topics: shown.topics ?? [],
    contentType: shown.contentType,
    counts: undefined,
    inNetwork: true,
  }
}
