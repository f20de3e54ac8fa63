import { choiceOption, integerOption, invalidOption, objectOption, optionFields } from '../validate/options'
import { defaultScorer } from './default-scorer'
import type { Scorer } from './scorer'
import { type ResolvedScoring, resolveScoring, type ScoringOptions } from './scoring-options'

/** Options of ranked home feeds. */
export interface RankingOptions {
  /** Order of a home feed whose request does not say. @defaultValue 'chronological' */
  readonly default?: 'chronological' | 'ranked'
  /** Newest posts that a session ranks, 20 to 1,000; it goes on below them, newest first. @defaultValue 200 */
  readonly candidates?: number
  /**
   * How long a session lives from its first page on, 1 second to a day. After that its next page is ranked anew, without
   * what was served. @defaultValue 30 minutes
   */
  readonly sessionTtlMs?: number
  /** @defaultValue the default score, see `scoring` */
  readonly scorer?: Scorer
  /** Milliseconds that a scorer may take, 1 to 10,000. @defaultValue 100 */
  readonly scorerTimeoutMs?: number
  /** Constants of the default score; those of diversity, fatigue, interests and engagement are used with every scorer. */
  readonly scoring?: ScoringOptions
}

export interface ResolvedRanking {
  readonly default: 'chronological' | 'ranked'
  readonly candidates: number
  readonly sessionTtlMs: number
  readonly scorer: Scorer
  readonly scorerTimeoutMs: number
  readonly scoring: ResolvedScoring
}

const NAMES = [
  'default',
  'candidates',
  'sessionTtlMs',
  'scorer',
  'scorerTimeoutMs',
  'scoring',
] as const satisfies readonly (keyof RankingOptions)[]

const DAY_MS = 86_400_000
const SCORER_NAME = /^[\w.-]{1,64}$/

/** Checks them and fills in defaults. Throws `INVALID_OPTION`. */
export function resolveRanking(input: unknown): ResolvedRanking {
  const given = optionFields(input, 'ranking', NAMES)
  const scoring = resolveScoring(given.scoring)
  return {
    default: choiceOption(given.default, 'ranking.default', {
      choices: ['chronological', 'ranked'],
      otherwise: 'chronological',
    }),
    candidates: integerOption(given.candidates, 'ranking.candidates', { min: 20, max: 1_000, otherwise: 200 }),
    sessionTtlMs: integerOption(given.sessionTtlMs, 'ranking.sessionTtlMs', {
      min: 1_000,
      max: DAY_MS,
      otherwise: 30 * 60_000,
    }),
    scorer: checkScorer(
      objectOption<Scorer>(given.scorer, 'ranking.scorer', {
        methods: ['score'],
        otherwise: defaultScorer(scoring),
      }),
    ),
    scorerTimeoutMs: integerOption(given.scorerTimeoutMs, 'ranking.scorerTimeoutMs', {
      min: 1,
      max: 10_000,
      otherwise: 100,
    }),
    scoring,
  }
}

/** The name is kept as it was: a session and its explanations refer to it. */
function checkScorer(scorer: Scorer): Scorer {
  const { name } = scorer
  if (typeof name !== 'string' || !SCORER_NAME.test(name)) {
    throw invalidOption('ranking.scorer.name', 'has to be 1 to 64 letters, digits, "-", "_" or "."')
  }
  return { name, score: (request, call) => scorer.score(request, call) }
}
