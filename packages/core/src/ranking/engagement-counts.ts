import type { EngineContext } from '../context/engine-context'
import type { CallBudget } from '../runtime/call-budget'
import type { RankingCandidate } from './gather-candidates'

/** Counters get no more than this of a read's time: a feed can be ranked without. */
const PATIENCE_MS = 100

/** The candidates with their counts, read in one call; as they are, and `failed`, if the counters do not answer. */
export async function withCounts(
  context: EngineContext,
  candidates: readonly RankingCandidate[],
  budget: CallBudget,
): Promise<{ readonly candidates: readonly RankingCandidate[]; readonly failed: boolean }> {
  const { counters, tenant, runtime } = context
  if (counters === undefined || candidates.length === 0) return { candidates, failed: false }
  const postIds = [...new Set(candidates.map(({ shownId }) => shownId))]
  try {
    const found = await counters.read({ tenant, postIds }, budget.forPort(PATIENCE_MS))
    const counted = candidates.map((candidate) => ({ ...candidate, counts: found.get(candidate.shownId)?.counts }))
    return { candidates: counted, failed: false }
  } catch (error) {
    runtime.logger.warn('counters failed, a feed is ranked without', { error: String(error) })
    return { candidates, failed: true }
  }
}
