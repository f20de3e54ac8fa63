import type { PageCounters } from '../counters/page-counters'
import type { RankingCandidate } from './gather-candidates'

/** The candidates with their counts; `complete` unless some could not be read. */
export async function withCounts(
  counters: PageCounters | undefined,
  candidates: readonly RankingCandidate[],
): Promise<{ readonly candidates: readonly RankingCandidate[]; readonly complete: boolean }> {
  if (counters === undefined || candidates.length === 0) return { candidates, complete: true }
  const read = await counters.of([...new Set(candidates.map(({ shownId }) => shownId))])
  const counted = candidates.map((candidate) => ({
    ...candidate,
    counts: read.counters.get(candidate.shownId)?.counts,
  }))
  return { candidates: counted, complete: read.complete }
}
