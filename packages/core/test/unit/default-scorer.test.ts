import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDefaultScorer } from '../../src/scoring/default-scorer'
import { mixInterests, percentile95, populationOf } from '../../src/scoring/formula'
import type { Score, ScoringCandidate, ScoringRequest } from '../../src/scoring/scorer'
import type { ScoringOptions } from '../../src/scoring/scoring-options'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NOW_MS = 1_000 * DAY_MS

const PLAIN: ScoringCandidate = {
  postId: '1',
  authorId: 'ann',
  createdAtMs: NOW_MS,
  kind: 'post',
  topics: [],
  contentType: undefined,
  counts: undefined,
  inNetwork: true,
}
const NOTHING = { likes: 0, replies: 0, reposts: 0, quotes: 0, views: 0 }

interface Given {
  readonly candidate?: Partial<ScoringCandidate>
  readonly affinity?: number
  readonly interests?: Readonly<Record<string, number>>
  readonly fewerSinceMs?: number
  readonly e95?: number
}

function score(given: Given, options: ScoringOptions = {}): Score {
  const request: ScoringRequest = {
    viewer: {
      viewerId: 'viewer',
      affinity: new Map(given.affinity === undefined ? [] : [['ann', given.affinity]]),
      interests: new Map(Object.entries(given.interests ?? {})),
      fewerSinceMs: new Map(given.fewerSinceMs === undefined ? [] : [['ann', given.fewerSinceMs]]),
    },
    candidates: [{ ...PLAIN, ...given.candidate }],
    nowMs: NOW_MS,
    e95: given.e95 ?? 0,
    population: 'all-candidates',
  }
  const [only] = createDefaultScorer(options).score(request, {
    signal: new AbortController().signal,
    deadlineMs: 100,
  }) as readonly Score[]
  if (only === undefined) throw new Error('no score')
  return only
}

/** The formula once more, as the documentation has it, in one go. */
function plainly(given: Required<Omit<Given, 'candidate'>> & { readonly candidate: ScoringCandidate }): number {
  const { candidate, affinity, interests, fewerSinceMs, e95 } = given
  const { likes, reposts, replies, quotes } = candidate.counts ?? NOTHING
  const R = 1 - Math.exp(-affinity / 5)
  const e = likes + 2 * reposts + 3 * replies + 3 * quotes
  const E = e95 === 0 ? 0 : Math.min(1, Math.log(1 + e) / Math.log(1 + e95))
  const post = [
    ...candidate.topics.map((topic) => `topic:${topic}`),
    ...(candidate.contentType === undefined ? [] : [`type:${candidate.contentType}`]),
  ]
  const dot = post.reduce((sum, key) => sum + (interests[key] ?? 0), 0)
  const norms = Math.hypot(...Object.values(interests)) * Math.sqrt(post.length)
  const A = norms === 0 ? 0 : Math.max(0, dot / norms)
  const T = 0.1 + 0.9 * 2 ** (-(NOW_MS - candidate.createdAtMs) / (6 * HOUR_MS))
  const type = candidate.kind === 'reply' || candidate.kind === 'repost' ? 0.75 : 1
  const days = (NOW_MS - fewerSinceMs) / DAY_MS
  const tired = days < 14 ? 0 : Math.min(1, 0.2 + (0.8 * (days - 14)) / 140)
  const network = candidate.inNetwork ? 1 : 0.75
  return (0.05 + 0.95 * (0.4 * R + 0.3 * E + 0.3 * A)) * T * type * tired * network
}

test('the score is the documented formula, on any data', () => {
  const count = fc.nat(100_000)
  const topic = fc.constantFrom('art', 'go', 'jazz', 'maps')
  fc.assert(
    fc.property(
      fc.record({
        candidate: fc.record({
          postId: fc.constant('1'),
          authorId: fc.constant('ann'),
          createdAtMs: fc.integer({ min: NOW_MS - 90 * DAY_MS, max: NOW_MS }),
          kind: fc.constantFrom('post', 'reply', 'repost', 'quote'),
          topics: fc.uniqueArray(topic),
          contentType: fc.constantFrom('image', 'video', undefined),
          counts: fc.option(fc.record({ likes: count, replies: count, reposts: count, quotes: count, views: count }), {
            nil: undefined,
          }),
          inNetwork: fc.boolean(),
        }) as fc.Arbitrary<ScoringCandidate>,
        affinity: fc.double({ min: 0, max: 1_000, noNaN: true }),
        likes: fc.dictionary(
          fc.constantFrom('topic:art', 'topic:go', 'type:video'),
          fc.double({ min: 0.01, max: 9, noNaN: true }),
        ),
        fewerSinceMs: fc.integer({ min: NOW_MS - 400 * DAY_MS, max: NOW_MS }),
        e95: fc.oneof(fc.constant(0), fc.double({ min: 1, max: 1e6, noNaN: true })),
      }),
      ({ likes, ...rest }) => {
        const length = Math.hypot(...Object.values(likes))
        const interests = Object.fromEntries(Object.entries(likes).map(([key, value]) => [key, value / length]))
        expect(score({ ...rest, interests }).value).toBeCloseTo(plainly({ ...rest, interests }), 12)
      },
    ),
  )
})

test('terms and multipliers give the score again', () => {
  const given = { affinity: 3, e95: 50, candidate: { counts: { ...NOTHING, likes: 9 }, createdAtMs: NOW_MS - HOUR_MS } }
  const { value, terms = {}, multipliers = {} } = score(given)
  const sum = Object.values(terms).reduce((total, term) => total + term, 0)
  const factor = Object.values(multipliers).reduce((product, one) => product * one, 1)
  expect((0.05 + 0.95 * sum) * factor).toBeCloseTo(value, 12)
})

describe('what speaks for a post', () => {
  test('nothing: a new post keeps the base', () => {
    expect(score({}).value).toBeCloseTo(0.05, 12)
  })

  test('relationship: 5 interactions are worth 1 − 1/e of its weight', () => {
    expect(score({ affinity: 5 }).terms?.['relationship']).toBeCloseTo(0.4 * (1 - Math.exp(-1)), 12)
    expect(score({ affinity: 5 }).value).toBeGreaterThan(score({ affinity: 1 }).value)
  })

  test('engagement: what the 95th percentile has is worth all of its weight, and nothing more', () => {
    const counted = (likes: number) => ({ candidate: { counts: { ...NOTHING, likes } }, e95: 30 })
    expect(score(counted(30)).terms?.['engagement']).toBeCloseTo(0.3, 12)
    expect(score(counted(3_000)).value).toBe(score(counted(30)).value)
    expect(score(counted(3)).value).toBeLessThan(score(counted(30)).value)
  })

  test.each([
    ['likes', 1],
    ['reposts', 2],
    ['replies', 3],
    ['quotes', 3],
    ['views', 0],
  ] as const)('engagement: %s count %d', (counter, weight) => {
    const once = score({ candidate: { counts: { ...NOTHING, [counter]: 6 } }, e95: 100 })
    const liked = score({ candidate: { counts: { ...NOTHING, likes: 6 * weight } }, e95: 100 })
    expect(once.value).toBeCloseTo(liked.value, 12)
  })

  test('content affinity: the cosine of interests and topics', () => {
    const interests = { 'topic:go': 0.6, 'type:video': 0.8 }
    const of = (topics: readonly string[], contentType?: string) =>
      score({ interests, candidate: { topics, contentType } }).terms?.['affinity']
    expect(of(['go'])).toBeCloseTo(0.3 * 0.6, 12)
    expect(of(['go'], 'video')).toBeCloseTo((0.3 * 1.4) / Math.SQRT2, 12)
    expect(of(['jazz'])).toBe(0)
    expect(of([])).toBe(0)
  })

  test('content affinity: what the viewer dislikes counts nothing rather than less', () => {
    expect(score({ interests: { 'topic:go': -1 }, candidate: { topics: ['go'] } }).terms?.['affinity']).toBe(0)
  })
})

describe('what scales it', () => {
  test('recency: half of nine tenths is gone after 6 hours, and a tenth never goes', () => {
    const at = (ageMs: number) => score({ candidate: { createdAtMs: NOW_MS - ageMs } }).multipliers?.['recency']
    expect(at(0)).toBe(1)
    expect(at(6 * HOUR_MS)).toBeCloseTo(0.55, 12)
    expect(at(1_000 * DAY_MS)).toBeCloseTo(0.1, 12)
    expect(at(-HOUR_MS)).toBe(1)
  })

  test('type: replies and reposts count three quarters', () => {
    for (const kind of ['reply', 'repost'] as const) {
      expect(score({ candidate: { kind } }).value).toBeCloseTo(0.75 * 0.05, 12)
    }
    for (const kind of ['post', 'quote'] as const) expect(score({ candidate: { kind } }).value).toBeCloseTo(0.05, 12)
  })

  test('network: strangers count three quarters', () => {
    expect(score({ candidate: { inNetwork: false } }).value).toBeCloseTo(0.75 * 0.05, 12)
  })

  test('fatigue: gone for 14 days, then from a fifth back to all over 140', () => {
    const after = (days: number) => score({ fewerSinceMs: NOW_MS - days * DAY_MS }).multipliers?.['fatigue']
    expect(after(13.9)).toBe(0)
    expect(after(14)).toBeCloseTo(0.2, 12)
    expect(after(84)).toBeCloseTo(0.6, 12)
    expect(after(154)).toBe(1)
    expect(after(1_000)).toBe(1)
  })
})

test('all constants are options', () => {
  const given: Given = {
    candidate: {
      kind: 'reply',
      inNetwork: false,
      counts: { ...NOTHING, likes: 10, views: 5 },
      createdAtMs: NOW_MS - HOUR_MS,
    },
    affinity: 2,
    e95: 100,
  }
  const plain = score(given).value
  const changes: readonly ScoringOptions[] = [
    { weights: { relationship: 1 } },
    { weights: { engagement: 1 } },
    { base: 0.5 },
    { relationshipScale: 1 },
    { engagementWeights: { views: 2 } },
    { recency: { floor: 0.9 } },
    { recency: { halfLifeMs: HOUR_MS } },
    { typeFactors: { reply: 0.1 } },
    { networkFactor: 2 },
  ]
  for (const options of changes) expect(score(given, options).value, JSON.stringify(options)).not.toBe(plain)
})

describe('interests', () => {
  const mixed = (long: Readonly<Record<string, number>>, short: Readonly<Record<string, number>>) => {
    const shares = { longTerm: 0.7, shortTerm: 0.3 }
    return mixInterests(new Map(Object.entries(long)), new Map(Object.entries(short)), shares)
  }

  test('are 0.7 and 0.3 of two vectors of length 1, and of length 1 themselves', () => {
    const interests = mixed({ go: 300, jazz: 400 }, { jazz: 0.01 })
    const [go, jazz] = [0.7 * 0.6, 0.7 * 0.8 + 0.3]
    expect(interests.get('go')).toBeCloseTo(go / Math.hypot(go, jazz), 12)
    expect(interests.get('jazz')).toBeCloseTo(jazz / Math.hypot(go, jazz), 12)
  })

  test('are those of one vector where the other is empty, and none where both are', () => {
    for (const interests of [mixed({ go: 3, jazz: 4 }, {}), mixed({}, { go: 3, jazz: 4 })]) {
      expect(interests.get('go')).toBeCloseTo(0.6, 12)
      expect(interests.get('jazz')).toBeCloseTo(0.8, 12)
    }
    expect(mixed({}, {})).toEqual(new Map())
  })
})

test('e95 is the 95th percentile by nearest rank', () => {
  expect(percentile95([])).toBe(0)
  expect(percentile95([7])).toBe(7)
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
  expect(percentile95(hundred)).toBe(95)
  expect(percentile95(hundred.slice(0, 20).reverse())).toBe(19)
})

test('its population is the last hour if that has 20 posts, and all of them if not', () => {
  const posts = (recent: number, old: number) => [
    ...Array.from({ length: recent }, () => ({ createdAtMs: NOW_MS - HOUR_MS })),
    ...Array.from({ length: old }, () => ({ createdAtMs: NOW_MS - HOUR_MS - 1 })),
  ]
  const busy = populationOf(posts(20, 9), NOW_MS)
  expect([busy.name, busy.candidates.length]).toEqual(['last-hour', 20])
  const calm = populationOf(posts(19, 9), NOW_MS)
  expect([calm.name, calm.candidates.length]).toEqual(['all-candidates', 28])
})

test('a scorer of impossible options is refused', () => {
  expect(() => createDefaultScorer({ base: Number.NaN })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
})
