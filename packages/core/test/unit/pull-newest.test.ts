import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EngineContext } from '../../src/context/engine-context'
import { type AuthorPage, type AuthorRange, snowflakeCodec } from '../../src/index'
import { pullNewest } from '../../src/pull/pull-newest'
import { CallBudget } from '../../src/runtime/call-budget'
import { VirtualTime } from '../support/virtual-time'

const positionOf = (value: number): string => value.toString(16).padStart(16, '0')

interface Asked {
  readonly authors: readonly AuthorRange[]
  readonly limitPerAuthor: number
}

/** A store that may give less than it is asked for, and claim that more is there when nothing is. */
function storeOf(posts: ReadonlyMap<string, readonly string[]>, stingy: () => number) {
  const asked: Asked[] = []
  return {
    asked,
    async listByAuthors(params: Asked): Promise<readonly AuthorPage[]> {
      asked.push(params)
      return params.authors.map(({ authorId, before }) => {
        const below = (posts.get(authorId) ?? []).filter((position) => before === undefined || position < before)
        const given = below.slice(0, Math.max(1, params.limitPerAuthor - stingy()))
        const inVain = stingy() > 2 && given.length > 0
        return { authorId, positions: given, more: given.length < below.length || inVain }
      })
    },
  }
}

const world = fc.record({
  authors: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 60 }), {
    minLength: 0,
    maxLength: 8,
  }),
  count: fc.integer({ min: 1, max: 40 }),
  before: fc.option(fc.integer({ min: 1, max: 4_000 }), { nil: undefined }),
  downTo: fc.option(fc.integer({ min: 1, max: 4_000 }), { nil: undefined }),
  stinginess: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
})

test('gives the newest of all authors, in order, complete from where it says: as a plain sort does', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ authors, count, before, downTo, stinginess }) => {
      let turn = 0
      const posts = new Map(
        authors.map((values, index) => {
          const positions = values
            .map((value) => positionOf(value * 8 + index))
            .sort()
            .reverse()
          return [`author ${index}`, positions] as const
        }),
      )
      const store = storeOf(posts, () => stinginess[turn++ % stinginess.length] ?? 0)
      const time = new VirtualTime()
      const context = { tenant: 't', posts: store, ids: snowflakeCodec() } as unknown as EngineContext
      const limit = before === undefined ? undefined : positionOf(before)
      const floor = downTo === undefined ? undefined : positionOf(downTo)
      const ranges = [...posts.keys()].map((authorId) =>
        limit === undefined ? { authorId } : { authorId, before: limit },
      )
      const pulled = await pullNewest(
        context,
        { ranges, count, ...(floor === undefined ? {} : { downTo: floor }) },
        new CallBudget(time, 1_000, undefined),
      )

      const all = [...posts]
        .flatMap(([authorId, positions]) => positions.map((position) => ({ position, authorId })))
        .filter(({ position }) => limit === undefined || position < limit)
        .sort((one, other) => (one.position < other.position ? 1 : -1))
      expect(pulled.entries).toEqual(all.filter(({ position }) => position >= pulled.completeFrom))
      const isEnough = pulled.entries.length >= Math.min(count, all.length)
      expect(isEnough || pulled.completeFrom <= (floor ?? positionOf(1))).toBe(true)
      if (pulled.completeFrom <= positionOf(1)) expect(pulled.entries).toHaveLength(all.length)
      for (const { authors: asked } of store.asked) {
        expect(new Set(asked.map(({ authorId }) => authorId)).size).toBe(asked.length)
      }
    }),
    { numRuns: 500 },
  )
})

test('asks each author once for a few, and only those again who may have more of the newest', async () => {
  const newest = Array.from({ length: 200 }, (_, index) => positionOf(100_000 - index))
  const quiet = Array.from({ length: 50 }, (_, author) => {
    const positions = [90_000, 5_000, 4_000, 3_000, 2_000, 1_000].map((value) => positionOf(value + author))
    return [`quiet ${author}`, positions] as const
  })
  const store = storeOf(new Map([['busy', newest], ...quiet]), () => 0)
  const context = { tenant: 't', posts: store, ids: snowflakeCodec() } as unknown as EngineContext
  const ranges = ['busy', ...quiet.map(([authorId]) => authorId)].map((authorId) => ({ authorId }))
  const budget = new CallBudget(new VirtualTime(), 1_000, undefined)
  const pulled = await pullNewest(context, { ranges, count: 50 }, budget)
  expect(pulled.entries.slice(0, 50).map(({ position }) => position)).toEqual(newest.slice(0, 50))
  expect(store.asked.length).toBeGreaterThan(1)
  for (const { authors } of store.asked.slice(1)) expect(authors.map(({ authorId }) => authorId)).toEqual(['busy'])
})
