import type { Degradation } from '../api/page'
import type { EngineContext } from '../context/engine-context'
import { isFeedError, type Position, type UserId } from '../model'
import { engagementOf, fatigue, percentile95, populationOf } from '../scoring/formula'
import type { ScoringViewer } from '../scoring/scorer'
import { arrangeSlate, type RankedPost } from '../scoring/slate'
import type { Gathered, RankingCandidate } from './gather-candidates'
import type { RankedSession } from './ranked-session'
import { runScorer } from './run-scorer'

/** Candidates of the second try: enough for a few pages. */
const FEWER = 50

/** An order for some or all of what was gathered. */
export interface Ranking {
  readonly scorer: string
  readonly e95: number
  readonly population: 'last-hour' | 'all-candidates'
  readonly order: readonly RankedPost[]
  readonly below: Position
  /** Authors whom the viewer is not to see for now, and their posts among the candidates. */
  readonly hiddenAuthors: readonly UserId[]
  readonly hidden: readonly RankingCandidate[]
  readonly degraded: readonly Degradation[]
}

/**
 * Down the ladder until a rung holds: all candidates; the newest few, if the scorer was too slow; the scores of the
 * latest session; newest first. What it fell to is named.
 */
export async function rankCandidates(
  context: EngineContext,
  gathered: Gathered,
  viewer: ScoringViewer,
  nowMs: number,
  latest: () => Promise<RankedSession | undefined>,
): Promise<Ranking> {
  const whole = slateOf(context, gathered, viewer, nowMs)
  try {
    return await score(context, whole, viewer, nowMs)
  } catch (error) {
    const tooSlow = isFeedError(error) && error.code === 'DEADLINE_EXCEEDED'
    context.runtime.logger.warn('a scorer failed', { error: String(error), candidates: gathered.candidates.length })
    if (tooSlow && gathered.candidates.length > FEWER) {
      const fewer = slateOf(context, newest(gathered, FEWER), viewer, nowMs)
      try {
        return { ...(await score(context, fewer, viewer, nowMs)), degraded: ['ranking-fewer-candidates'] }
      } catch (again) {
        context.runtime.logger.warn('a scorer failed on fewer candidates', { error: String(again) })
      }
    }
  }
  return rankByCache(whole, await latest()) ?? newestFirst(context, whole)
}

/** What is to be ordered, and what its engagement is measured by. */
interface Slate extends Gathered, Pick<Ranking, 'hiddenAuthors' | 'hidden'> {
  readonly e95: number
  readonly population: 'last-hour' | 'all-candidates'
}

function slateOf(context: EngineContext, gathered: Gathered, viewer: ScoringViewer, nowMs: number): Slate {
  const { scoring } = context.options.ranking
  const hiddenAuthors = [...viewer.fewerSinceMs]
    .filter(([, sinceMs]) => fatigue(sinceMs, nowMs, scoring.fatigue) === 0)
    .map(([authorId]) => authorId)
  const isHidden = ({ authorId }: RankingCandidate): boolean => hiddenAuthors.includes(authorId)
  const candidates = gathered.candidates.filter((candidate) => !isHidden(candidate))
  const population = populationOf(candidates, nowMs)
  return {
    candidates,
    below: gathered.below,
    hiddenAuthors,
    hidden: gathered.candidates.filter(isHidden),
    e95: percentile95(
      population.candidates.flatMap(({ counts }) =>
        counts === undefined ? [] : [engagementOf(counts, scoring.engagementWeights)],
      ),
    ),
    population: population.name,
  }
}

async function score(
  context: EngineContext,
  { candidates, ...slate }: Slate,
  viewer: ScoringViewer,
  nowMs: number,
): Promise<Ranking> {
  const { scorer, scorerTimeoutMs, scoring } = context.options.ranking
  const { e95, population } = slate
  const request = { viewer, candidates, nowMs, e95, population }
  const scores = candidates.length === 0 ? [] : await runScorer(context, scorer, request, scorerTimeoutMs)
  const scored = candidates.flatMap(({ position, authorId }, index) => {
    const given = scores[index]
    return given === undefined ? [] : [{ position, authorId, score: given }]
  })
  const order = arrangeSlate(scored, scoring.diversity)
  return { ...slate, scorer: scorer.name, order, degraded: [] }
}

/** What is new since the latest session comes first, newest first; then what had a score then, by that, ties newest first. */
function rankByCache(slate: Slate, latest: RankedSession | undefined): Ranking | undefined {
  const known = new Map(latest?.order.map((post) => [post.position, post]))
  if (latest === undefined || !slate.candidates.some(({ position }) => known.has(position))) return undefined
  const fresh: RankedPost[] = []
  const scored: RankedPost[] = []
  for (const { position } of slate.candidates) {
    const post = known.get(position)
    if (post === undefined) fresh.push(unranked(position))
    else scored.push(post)
  }
  scored.sort((a, b) => b.score - a.score)
  const { candidates: _ranked, ...rest } = slate
  return { ...rest, scorer: latest.scorer, order: [...fresh, ...scored], degraded: ['ranking-cached-scores'] }
}

function newestFirst(context: EngineContext, { candidates, ...slate }: Slate): Ranking {
  const order = candidates.map(({ position }) => unranked(position))
  return { ...slate, scorer: context.options.ranking.scorer.name, order, degraded: ['ranking-chronological'] }
}

/** A post that stands by its time. */
function unranked(position: Position): RankedPost {
  return { position, score: 0, terms: {}, multipliers: {} }
}

function newest({ candidates, below }: Gathered, count: number): Gathered {
  const kept = candidates.slice(0, count)
  return { candidates: kept, below: kept[count - 1]?.position ?? below }
}
