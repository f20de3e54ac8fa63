import { describe, expect, test } from 'vitest'
import { FeedError, type Score, type Scorer } from '../../src/index'
import { rankedHome, scorerOf, scrambling } from '../support/ranked'
import { followAll, ids, sayMany, texts, World, type WorldEngineOptions } from '../support/world'

const HOUR_MS = 3_600_000

/** A feed of 60 posts by one author. */
async function feed(options: WorldEngineOptions = {}) {
  const world = new World()
  const engine = world.engine({ relay: { pollIntervalMs: HOUR_MS }, ...options })
  await followAll(engine, ['viewer'], ['a'])
  const posts = await sayMany(engine, 'a', 'post', 60)
  await world.time.run(engine.drain())
  return { world, engine, newestFirst: posts.map(({ id }) => id).reverse() }
}

const answering = (answer: (count: number) => unknown): Scorer => ({
  name: 'test',
  score: ({ candidates }) => answer(candidates.length) as readonly Score[],
})

const fill = (count: number, value: unknown): unknown => new Array(count).fill(value)

describe('a scorer that fails leaves the feed newest first, and the page says so:', () => {
  test.each<readonly [string, Scorer]>([
    [
      'one that throws',
      answering(() => {
        throw new Error('a bug')
      }),
    ],
    ['one that rejects', answering(() => Promise.reject(new Error('down')))],
    ['one that answers nothing', answering(() => undefined)],
    ['too few scores', answering((count) => fill(count - 1, { value: 1 }))],
    ['too many scores', answering((count) => fill(count + 1, { value: 1 }))],
    ['NaN', answering((count) => fill(count, { value: Number.NaN }))],
    ['infinity', answering((count) => fill(count, { value: Number.POSITIVE_INFINITY }))],
    ['a negative score', answering((count) => fill(count, { value: -1 }))],
    ['no score at all', answering((count) => fill(count, null))],
    ['a term that is none', answering((count) => fill(count, { value: 1, terms: { x: Number.NaN } }))],
    ['a multiplier that is text', answering((count) => fill(count, { value: 1, multipliers: { x: '1' } }))],
    ['terms that are none', answering((count) => fill(count, { value: 1, terms: 3 }))],
  ])('%s', async (_name, scorer) => {
    const { engine, newestFirst } = await feed({ ranking: { scorer } })
    const page = await rankedHome(engine, { limit: 100 })
    expect(ids(page)).toEqual(newestFirst)
    expect(page.degraded).toEqual(['ranking-chronological'])
    expect(page.items[0]?.why.ranking).toBeUndefined()
    expect(page.ranking?.scorer).toBe('test')
  })
})

test('a scorer that never ends is left after its time, on fewer candidates too', async () => {
  const ended: boolean[] = []
  const scorer: Scorer = {
    name: 'slow',
    score: (_request, { signal, deadlineMs }) => {
      expect(deadlineMs).toBe(250)
      signal.addEventListener('abort', () => ended.push(true))
      return new Promise(() => undefined)
    },
  }
  const { world, engine, newestFirst } = await feed({ ranking: { scorer, scorerTimeoutMs: 250 } })
  const begunAtMs = world.time.now()
  const page = await world.time.run(rankedHome(engine, { limit: 100 }))
  expect(world.time.now() - begunAtMs).toBe(500)
  expect(ended).toEqual([true, true])
  expect(ids(page)).toEqual(newestFirst)
  expect(page.degraded).toEqual(['ranking-chronological'])
})

test.each([
  ['that failed at once', 60, () => Promise.reject(new Error('down'))],
  ['that is slow on a few', 50, () => new Promise<never>(() => undefined)],
] as const)('a scorer %s is not asked again on fewer candidates', async (_name, candidates, answer) => {
  let asked = 0
  const score = () => {
    asked++
    return answer()
  }
  const { world, engine } = await feed({ ranking: { scorer: { name: 'test', score }, candidates } })
  const page = await world.time.run(rankedHome(engine))
  expect(page.degraded).toEqual(['ranking-chronological'])
  expect(asked).toBe(1)
})

test('a scorer that is too slow for all candidates ranks the newest 50, and the feed goes on below them', async () => {
  const scorer: Scorer = {
    name: 'slow',
    score: (request, call) =>
      request.candidates.length > 50 ? new Promise(() => undefined) : scrambling.score(request, call),
  }
  const { world, engine, newestFirst } = await feed({ ranking: { scorer } })
  const page = await world.time.run(rankedHome(engine, { limit: 60 }))
  expect(page.degraded).toEqual(['ranking-fewer-candidates'])
  expect(ids(page).slice(50)).toEqual(newestFirst.slice(50))
  expect(ids(page).slice(0, 50)).not.toEqual(newestFirst.slice(0, 50))
  expect([...ids(page)].sort()).toEqual([...newestFirst].sort())
})

test('scores of the latest session serve while the scorer fails: what is new first, then by those', async () => {
  let works = true
  const scorer: Scorer = {
    name: 'flaky',
    score: (request, call) => {
      if (works) return scrambling.score(request, call)
      throw new Error('down')
    },
  }
  const { world, engine } = await feed({ ranking: { scorer } })
  const before = await rankedHome(engine, { limit: 100 })
  works = false
  await sayMany(engine, 'a', 'new', 2)
  await world.time.run(engine.drain())
  const page = await rankedHome(engine, { limit: 100 })
  expect(page.degraded).toEqual(['ranking-cached-scores'])
  expect(texts(page).slice(0, 2)).toEqual(['new 2', 'new 1'])
  expect(ids(page).slice(2)).toEqual(ids(before))
  expect(page.items[5]?.why.ranking).toEqual(before.items[3]?.why.ranking)
})

test('scores of a session that knows none of the posts are of no use', async () => {
  let fails = false
  const scorer = answering((count) => (fails ? undefined : fill(count, { value: 1 })))
  const { world, engine } = await feed({ ranking: { scorer, candidates: 20 } })
  await rankedHome(engine)
  fails = true
  expect((await rankedHome(engine)).degraded).toEqual(['ranking-cached-scores'])
  await sayMany(engine, 'a', 'later', 20)
  await world.time.run(engine.drain())
  expect((await rankedHome(engine)).degraded).toEqual(['ranking-chronological'])
})

const unavailable = (): never => {
  throw new FeedError({ code: 'UNAVAILABLE', rule: 'down', retryable: true })
}

/** A feed whose candidates cannot be listed for as long as `trouble.down`. */
async function feedInTrouble(listing: () => unknown) {
  const trouble = { down: false }
  const made = await feed({
    ranking: { scorer: scrambling },
    intercept: ({ method }, next) =>
      trouble.down && ['listByAuthors', 'read', 'followees', 'open'].includes(method) ? listing() : next(),
  })
  return { ...made, trouble }
}

test.each([
  ['fail', unavailable],
  ['hang', () => new Promise(() => undefined)],
] as const)(
  'the latest session is served again while lists of candidates %s, each post confirmed',
  async (_how, listing) => {
    const { world, engine, trouble } = await feedInTrouble(listing)
    const before = await rankedHome(engine, { limit: 100 })
    const [gone, ...rest] = ids(before)
    await engine.deletePost({ postId: gone ?? '', authorId: 'a' })
    trouble.down = true
    const page = await world.time.run(rankedHome(engine, { limit: 10 }))
    expect(page.degraded).toContain('ranking-stale-snapshot')
    expect(ids(page)).toEqual(rest.slice(0, 10))
    const next = await world.time.run(rankedHome(engine, { limit: 10, cursor: page.nextCursor ?? '' }))
    expect(ids(next)).toEqual(rest.slice(10, 20))
  },
)

test('an expired session that is served again, and expires again, repeats nothing', async () => {
  const { world, engine, trouble } = await feedInTrouble(unavailable)
  const first = await rankedHome(engine, { limit: 10 })
  await world.time.advance(HOUR_MS)
  trouble.down = true
  const second = await world.time.run(rankedHome(engine, { limit: 10, cursor: first.nextCursor ?? '' }))
  expect(second.degraded).toContain('ranking-stale-snapshot')
  trouble.down = false
  await world.time.advance(HOUR_MS)
  const third = await world.time.run(rankedHome(engine, { limit: 100, cursor: second.nextCursor ?? '' }))
  const shown = [first, second, third].flatMap(ids)
  expect(shown).toHaveLength(60)
  expect(new Set(shown).size).toBe(60)
})

test('without a session to serve again the failure of the stores is told', async () => {
  const { world, engine } = await feed({
    intercept: ({ method }, next) => {
      if (method === 'viewerRelations' || method === 'followees')
        throw new FeedError({ code: 'UNAVAILABLE', rule: 'down', retryable: true })
      return next()
    },
  })
  await expect(world.time.run(rankedHome(engine))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('healthy runs name nothing', async () => {
  const { engine } = await feed({ ranking: { scorer: scorerOf(() => 1) } })
  expect((await rankedHome(engine)).degraded).toEqual([])
})

test('what a scorer writes into its answer later changes nothing', async () => {
  const terms = { x: 1 }
  const scorer = answering((count) => fill(count, { value: 1, terms, multipliers: {} }))
  const { engine } = await feed({ ranking: { scorer } })
  const first = await rankedHome(engine, { limit: 5 })
  terms.x = 2
  const second = await rankedHome(engine, { limit: 5, cursor: first.nextCursor ?? '' })
  expect(second.items[0]?.why.ranking?.terms).toEqual({ x: 1 })
})
