import type { PageCounters } from '../counters/page-counters'
import type { RankingCandidate } from './gather-candidates'

/** The candidates with their counts; `complete` unless some could not be read. */
export async function withCounts(
  counters: PageCounters | undefined,
  candidates: readonly RankingCandidate[],
): Promise<{ readonly candidates: readonly RankingCandidate[]; readonly complete: boolean }> {
  if (counters === undefined || candidates.length === 0) return { candidates, complete: true }
  const counts = await counters.ofCandidates(candidates.map(({ shownId }) => shownId))
  const counted = candidates.map((candidate, index) => ({ ...candidate, counts: counts[index] }))
  return { candidates: counted, complete: !counts.includes(undefined) }
}
