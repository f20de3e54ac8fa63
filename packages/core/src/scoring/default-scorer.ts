import { contentAffinity, engagement, engagementOf, fatigue, recency, relationship } from './formula'
import type { Score, Scorer, ScoringCandidate, ScoringRequest } from './scorer'
import { type ResolvedScoring, resolveScoring, type ScoringOptions } from './scoring-options'

/**
 * The default score, for scorers that build on it. Answers at once, for any number of candidates.
 *
 * @param options as `ranking.scoring`
 * @throws `INVALID_OPTION` on an unknown or impossible one
 */
export function createDefaultScorer(options: ScoringOptions = {}): Scorer {
  return defaultScorer(resolveScoring(options))
}

/**
 * The default score: small, explainable, untuned.
 *
 * ```
 * (base + (1 − base) · (wR · R + wE · E + wA · A)) · T · typeFactor · fatigue · networkFactor
 * ```
 *
 * Relationship R, engagement E and content affinity A speak for a post, recency T and the factors scale it; a term that
 * nothing is known of is 0. Diversity is applied to the slate as a whole, whatever the scorer.
 */
export function defaultScorer(options: ResolvedScoring): Scorer {
  return {
    name: 'default',
    score: (request) => request.candidates.map((candidate) => scoreOne(candidate, request, options)),
  }
}

function scoreOne(candidate: ScoringCandidate, request: ScoringRequest, options: ResolvedScoring): Score {
  const { viewer, nowMs, e95 } = request
  const { authorId, counts } = candidate
  const { weights, base, engagementWeights } = options
  const terms = {
    relationship: weights.relationship * relationship(viewer.affinity.get(authorId) ?? 0, options.relationshipScale),
    engagement:
      counts === undefined ? 0 : weights.engagement * engagement(engagementOf(counts, engagementWeights), e95),
    affinity: weights.affinity * contentAffinity(viewer.interests, candidate.topics, candidate.contentType),
  }
  const multipliers = {
    recency: recency(nowMs - candidate.createdAtMs, options.recency),
    type: options.typeFactors[candidate.kind],
    fatigue: fatigue(viewer.fewerSinceMs.get(authorId), nowMs, options.fatigue),
    network: candidate.inNetwork ? 1 : options.networkFactor,
  }
  const sum = base + (1 - base) * (terms.relationship + terms.engagement + terms.affinity)
  return {
    value: sum * multipliers.recency * multipliers.type * multipliers.fatigue * multipliers.network,
    terms,
    multipliers,
  }
}
