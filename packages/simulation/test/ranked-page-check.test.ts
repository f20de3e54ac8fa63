import type { FeedItem, FeedPage, Post } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { Oracle, type OraclePost } from '../src'
import type { PostBody } from '../src/client/body'
import { checkRankedPage, type RankedQuestion } from '../src/truth/ranked-page-check'

const TTL_MS = 10_000

function made(place: number, more: Partial<OraclePost> = {}): OraclePost {
  const position = place.toString(16).padStart(16, '0')
  return { id: `p${place}`, position, authorId: 'me', kind: 'post', state: 'visible', visibility: 'public', ...more }
}

const POSTS = [1, 2, 3, 4, 5, 6].map((place) => made(place))
const [ONE, TWO, THREE, FOUR, FIVE, SIX] = POSTS as [
  OraclePost,
  OraclePost,
  OraclePost,
  OraclePost,
  OraclePost,
  OraclePost,
]

function item(post: OraclePost, source: 'session' | 'timeline', score?: number): FeedItem<PostBody> {
  const { position: _, ...envelope } = post
  const shown: Post<PostBody> = { ...envelope, createdAtMs: 0, version: 1, body: { tag: post.id } }
  const why = { reason: 'own', source } as const
  const ranking = { score: score ?? 0, terms: {}, multipliers: {}, mainReason: 'recency' }
  return { post: shown, why: score === undefined ? why : { ...why, ranking } }
}

/** A page of a session that was ranked at 0: by score first, then newest first. */
function pageOf(
  ranked: readonly OraclePost[],
  below: readonly OraclePost[],
  more: Partial<FeedPage<PostBody>> = {},
): FeedPage<PostBody> {
  return {
    items: [...ranked.map((post) => item(post, 'session')), ...below.map((post) => item(post, 'timeline'))],
    ranking: { scorer: 'test', rankedAtMs: 0, e95: 0, population: 'all-candidates', restarted: false },
    freshness: 'cached',
    degraded: [],
    ...more,
  }
}

function restarted(page: FeedPage<PostBody>, rankedAtMs = TTL_MS): FeedPage<PostBody> {
  return page.ranking === undefined ? page : { ...page, ranking: { ...page.ranking, rankedAtMs, restarted: true } }
}

function worldOf(posts: readonly OraclePost[]): Oracle {
  return posts.reduce((oracle, post) => oracle.after({ type: 'publish', post }), new Oracle())
}

function ask(page: FeedPage<PostBody>, more: Partial<RankedQuestion> = {}): ReturnType<typeof checkRankedPage> {
  return checkRankedPage({
    view: { kind: 'home', viewerId: 'me' },
    page,
    limit: 3,
    scroll: { shown: [] },
    worlds: [worldOf(POSTS)],
    fromMs: 0,
    toMs: 0,
    editionsOf: () => [0],
    unknownPosts: false,
    isApplied: () => true,
    progress: undefined,
    hiddenAuthors: { must: new Set(), may: new Set() },
    bornBelow: 'f'.repeat(16),
    sessionTtlMs: TTL_MS,
    ...more,
  })
}

/** The same scroll's next page. */
function next(
  { state, progress }: ReturnType<typeof checkRankedPage>,
  page: FeedPage<PostBody>,
  more: Partial<RankedQuestion> = {},
): ReturnType<typeof checkRankedPage> {
  return ask(page, { scroll: state, progress, ...more })
}

const CURSOR = { nextCursor: 'c' }
const first = (): ReturnType<typeof checkRankedPage> => ask(pageOf([TWO, SIX, FOUR], [], CURSOR))

describe('the check of a ranked page', () => {
  it('passes a scroll that shows everything once, and says what is due', () => {
    const begun = first()
    expect([...begun.progress.due.keys()].sort()).toEqual(['p1', 'p3', 'p5'])
    expect(() => next(begun, pageOf([FIVE], [THREE, ONE]))).not.toThrow()
  })

  it('finds what is shown twice, also by another session', () => {
    expect(() => next(first(), pageOf([SIX], []))).toThrow('p6 by me (post, public, visible) once more')
    const page = restarted(pageOf([SIX], []))
    expect(() => next(first(), page, { fromMs: TTL_MS, toMs: TTL_MS })).toThrow('once more')
  })

  it('finds what was skipped, at the end or as soon as the scroll has passed it', () => {
    expect(() => next(first(), pageOf([FIVE], [ONE]))).toThrow('has passed p3')
    expect(() => next(first(), pageOf([FIVE], [ONE], CURSOR), { limit: 2 })).toThrow('has passed p3')
  })

  it('does not ask for what was not there all the time, was not applied, or is hidden', () => {
    const worlds = [worldOf([...POSTS.slice(0, 2), { ...THREE, state: 'withheld' }, ...POSTS.slice(3)])]
    expect(() => next(first(), pageOf([FIVE], [ONE]), { worlds })).not.toThrow()
    const begun = ask(pageOf([TWO, SIX, FOUR], [], CURSOR), { isApplied: ({ id }) => id !== 'p3' })
    expect(() => next(begun, pageOf([FIVE], [ONE]))).not.toThrow()
    const hiddenAuthors = { must: new Set<string>(), may: new Set(['me']) }
    expect(() => ask(pageOf([TWO], []), { hiddenAuthors })).not.toThrow()
  })

  it('finds authors of whom fewer should be seen, unless the signals were not there', () => {
    const hiddenAuthors = { must: new Set(['me']), may: new Set(['me']) }
    expect(() => ask(pageOf([TWO], []), { hiddenAuthors })).toThrow('of whom fewer should be seen')
    const degraded = ['signals-unavailable'] as const
    expect(() => ask(pageOf([TWO], [], { degraded }), { hiddenAuthors })).not.toThrow()
  })

  it('finds disorder below the session, and in its scores', () => {
    expect(() => next(first(), pageOf([], [ONE, THREE, FIVE]))).toThrow('out of order')
    const items = [item(FIVE, 'timeline'), item(THREE, 'session'), item(ONE, 'timeline')]
    expect(() => next(first(), pageOf([], [], { items }))).toThrow('below the session')
    const scored = [item(FIVE, 'session', 1), item(THREE, 'session', 2), item(ONE, 'session', 0)]
    expect(() => next(first(), pageOf([], [], { items: scored }))).toThrow('a higher score')
  })

  it('finds another session, one that lives too long, and one that ends too early', () => {
    const page = pageOf([FIVE, THREE, ONE], [])
    const other = page.ranking === undefined ? page : { ...page, ranking: { ...page.ranking, rankedAtMs: 5 } }
    expect(() => next(first(), other)).toThrow('another session')
    expect(() => next(first(), page, { fromMs: 2 * TTL_MS, toMs: 2 * TTL_MS })).toThrow('an expired session')
    expect(() => next(first(), restarted(page))).toThrow('had not expired')
    expect(() => next(first(), restarted(page), { fromMs: TTL_MS, toMs: TTL_MS })).not.toThrow()
  })

  it('lets a lost session skip what lies above its first item, and no more', () => {
    const { ranking: _, ...lost } = pageOf([], [THREE, ONE], { degraded: ['ranking-session-lost'] })
    expect(() => next(first(), lost)).not.toThrow()
    const { ranking: __, ...worse } = pageOf([], [FIVE, ONE], { degraded: ['ranking-session-lost'] })
    expect(() => next(first(), worse)).toThrow('has passed p3')
  })

  it('lets a stale snapshot skip what it does not hold', () => {
    const stale = pageOf([TWO], [], { degraded: ['ranking-stale-snapshot'] })
    expect(() => ask(stale)).not.toThrow()
  })

  it('finds a cursor that leads nowhere, and pages that are too short or too long', () => {
    const begun = next(first(), pageOf([FIVE], [THREE], CURSOR), { limit: 2 })
    expect(() => next(begun, pageOf([], [ONE], CURSOR), { limit: 1 })).toThrow('nothing is left')
    expect(() => ask(pageOf([TWO, SIX], [], CURSOR))).toThrow('2 items instead of 3')
    expect(() => ask(pageOf([TWO, SIX, FOUR], [], CURSOR), { limit: 2 })).toThrow('more than the limit')
  })
})
