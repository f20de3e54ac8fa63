import { COUNTERS, type Counter, type Counts, type PostKind } from '../model'
import { integerOption, invalidOption, numberOption, optionFields } from '../validate/options'
import { DAYS, type Fatigue } from './formula'

/** Constants of the default score. They are not tuned: whoever has figures of their own should change them. */
export interface ScoringOptions {
  /**
   * Shares of relationship, engagement and content affinity in the score, each at least 0, not all 0. They need not add
   * up to 1. @defaultValue 0.40, 0.30, 0.30
   */
  readonly weights?: Partial<ScoreWeights>
  /** What a post of which nothing speaks keeps of the score, 0 to 1: (base + (1 − base) · weighted terms). @defaultValue 0.05 */
  readonly base?: number
  /** Interactions after which the relationship is 1 − 1/e, above 0. @defaultValue 5 */
  readonly relationshipScale?: number
  /** What a like, a reply, … counts in engagement, each at least 0. @defaultValue likes 1, reposts 2, replies 3, quotes 3, views 0 */
  readonly engagementWeights?: Partial<Counts>
  /** What never decays of recency (0 to 1), and the half-life of the rest. @defaultValue 0.1 and 6 hours */
  readonly recency?: { readonly floor?: number; readonly halfLifeMs?: number }
  /** Shares of long-term and short-term interests, each at least 0, not both 0. @defaultValue 0.7 and 0.3 */
  readonly interests?: { readonly longTerm?: number; readonly shortTerm?: number }
  /** Factor by kind, each at least 0. @defaultValue post 1, quote 1, reply 0.75, repost 0.75 */
  readonly typeFactors?: Partial<Record<PostKind, number>>
  /** Factor of a post whose author the viewer does not follow, at least 0. @defaultValue 0.75 */
  readonly networkFactor?: number
  /** Factor of an author's k-th item: (1 − floor) · decay^k + floor, both 0 to 1. @defaultValue 0.5 and 0.25 */
  readonly diversity?: { readonly decay?: number; readonly floor?: number }
  /** After "see fewer": hidden for so long, then from a factor (0 to 1) back to 1 over so long. @defaultValue 14 days, 0.2, 140 days */
  readonly fatigue?: { readonly hiddenMs?: number; readonly from?: number; readonly recoverMs?: number }
}

export interface ScoreWeights {
  readonly relationship: number
  readonly engagement: number
  readonly affinity: number
}

export interface ResolvedScoring {
  readonly weights: ScoreWeights
  readonly base: number
  readonly relationshipScale: number
  readonly engagementWeights: Counts
  readonly recency: { readonly floor: number; readonly halfLifeMs: number }
  readonly interests: { readonly longTerm: number; readonly shortTerm: number }
  readonly typeFactors: Readonly<Record<PostKind, number>>
  readonly networkFactor: number
  readonly diversity: { readonly decay: number; readonly floor: number }
  readonly fatigue: Fatigue
}

const PATH = 'ranking.scoring'
const MAX_MS = 3_650 * DAYS
const TERMS = ['relationship', 'engagement', 'affinity'] as const satisfies readonly (keyof ScoreWeights)[]
const KINDS = ['post', 'reply', 'repost', 'quote'] as const satisfies readonly PostKind[]
const NAMES = [
  'weights',
  'base',
  'relationshipScale',
  'engagementWeights',
  'recency',
  'interests',
  'typeFactors',
  'networkFactor',
  'diversity',
  'fatigue',
] as const satisfies readonly (keyof ScoringOptions)[]

/** Checks them and fills in defaults. Throws `INVALID_OPTION`. */
export function resolveScoring(input: unknown): ResolvedScoring {
  const given = optionFields(input, PATH, NAMES)
  const recency = optionFields(given.recency, `${PATH}.recency`, ['floor', 'halfLifeMs'])
  const diversity = optionFields(given.diversity, `${PATH}.diversity`, ['decay', 'floor'])
  const fatigue = optionFields(given.fatigue, `${PATH}.fatigue`, ['hiddenMs', 'from', 'recoverMs'])
  return {
    weights: atLeastOne(
      factors(given.weights, 'weights', TERMS, { relationship: 0.4, engagement: 0.3, affinity: 0.3 }),
      'weights',
    ),
    base: share(given.base, 'base', 0.05),
    relationshipScale: numberOption(given.relationshipScale, `${PATH}.relationshipScale`, { above: 0, otherwise: 5 }),
    engagementWeights: factors<Counter>(given.engagementWeights, 'engagementWeights', COUNTERS, {
      likes: 1,
      replies: 3,
      reposts: 2,
      quotes: 3,
      views: 0,
    }),
    recency: {
      floor: share(recency.floor, 'recency.floor', 0.1),
      halfLifeMs: duration(recency.halfLifeMs, 'recency.halfLifeMs', 0.25 * DAYS),
    },
    interests: atLeastOne(
      factors(given.interests, 'interests', ['longTerm', 'shortTerm'], { longTerm: 0.7, shortTerm: 0.3 }),
      'interests',
    ),
    typeFactors: factors(given.typeFactors, 'typeFactors', KINDS, { post: 1, quote: 1, reply: 0.75, repost: 0.75 }),
    networkFactor: numberOption(given.networkFactor, `${PATH}.networkFactor`, { min: 0, otherwise: 0.75 }),
    diversity: {
      decay: share(diversity.decay, 'diversity.decay', 0.5),
      floor: share(diversity.floor, 'diversity.floor', 0.25),
    },
    fatigue: {
      hiddenMs: duration(fatigue.hiddenMs, 'fatigue.hiddenMs', 14 * DAYS),
      from: share(fatigue.from, 'fatigue.from', 0.2),
      recoverMs: duration(fatigue.recoverMs, 'fatigue.recoverMs', 140 * DAYS),
    },
  }
}

/** Numbers of at least 0, by name. */
function factors<Name extends string>(
  input: unknown,
  field: string,
  names: readonly Name[],
  otherwise: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> {
  const path = `${PATH}.${field}`
  const given: { readonly [Key in Name]?: unknown } = optionFields(input, path, names)
  const resolved: Record<Name, number> = { ...otherwise }
  for (const name of names) {
    resolved[name] = numberOption(given[name], `${path}.${name}`, { min: 0, otherwise: otherwise[name] })
  }
  return resolved
}

function atLeastOne<Factors extends object>(factors: Factors, field: string): Factors {
  if (Object.values(factors).some((factor) => factor > 0)) return factors
  throw invalidOption(`${PATH}.${field}`, 'must not all be 0')
}

function share(value: unknown, field: string, otherwise: number): number {
  return numberOption(value, `${PATH}.${field}`, { min: 0, max: 1, otherwise })
}

function duration(value: unknown, field: string, otherwise: number): number {
  return integerOption(value, `${PATH}.${field}`, { min: 1, max: MAX_MS, otherwise })
}
