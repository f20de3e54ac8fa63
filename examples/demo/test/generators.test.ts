import { describe, expect, test } from 'vitest'
import { followCount, followerCounts, rankBy } from '../src/follow-graph'
import { powerLawGraph } from '../src/power-law-graph'
import { sample, seededRandom, zipfSampler } from '../src/random'
import { type Action, Workload } from '../src/workload'

const graphOf = (users: number, seed = 1) => powerLawGraph({ users, random: seededRandom(seed) })

describe('random numbers', () => {
  test('are the same for the same seed', () => {
    const numbers = (seed: number) => Array.from({ length: 5 }, seededRandom(seed))
    expect(numbers(7)).toEqual(numbers(7))
    expect(numbers(7)).not.toEqual(numbers(8))
    expect(numbers(7).every((number) => number >= 0 && number < 1)).toBe(true)
  })

  test('of a Zipf law fall with the rank', () => {
    const draw = zipfSampler(100, 1, seededRandom(1))
    const counts = new Uint32Array(100)
    for (let index = 0; index < 20_000; index++) {
      const rank = draw()
      counts[rank] = (counts[rank] ?? 0) + 1
    }
    const [first = 0, second = 0] = counts
    expect(first / second).toBeGreaterThan(1.7)
    expect(first / second).toBeLessThan(2.3)
    expect(counts.every((count) => count > 0)).toBe(true)
  })

  test('sample different elements', () => {
    expect(sample([1, 2, 3, 4], 4, seededRandom(3)).sort()).toEqual([1, 2, 3, 4])
    expect(sample([1, 2], 5, seededRandom(3))).toHaveLength(2)
  })
})

describe('the generated graph', () => {
  test('has no self-loops and only known users', () => {
    const { userIds, followees } = graphOf(500)
    expect(userIds).toHaveLength(500)
    for (const [user, targets] of followees.entries()) {
      expect(targets.has(user)).toBe(false)
      expect([...targets].every((target) => target >= 0 && target < 500)).toBe(true)
    }
  })

  test('is the same for the same seed', () => {
    expect(graphOf(200)).toEqual(graphOf(200))
    expect(graphOf(200, 2)).not.toEqual(graphOf(200))
  })

  test('has a few users with many followers', () => {
    const graph = graphOf(3_000)
    const counts = followerCounts(graph)
    const [top = 0, , middle = 0] = [0, 0.01, 0.5].map((share) => counts[rankBy(counts)[share * 3_000] ?? 0])
    expect(top).toBeGreaterThan(middle * 30)
    expect(followCount(graph) / 3_000).toBeGreaterThan(5)
  })

  test('works for two users', () => {
    expect(graphOf(2).followees.map((followees) => [...followees])).toEqual([[1], [0]])
  })
})

describe('the workload', () => {
  function actionsOf(count: number, seed = 1): Action[] {
    const workload = new Workload(graphOf(300), seededRandom(seed))
    return Array.from({ length: count }, () => workload.next())
  }

  test('is the same for the same seed', () => {
    expect(actionsOf(500)).toEqual(actionsOf(500))
    expect(actionsOf(500, 2)).not.toEqual(actionsOf(500))
  })

  test('has every kind of action', () => {
    const kinds = actionsOf(5_000).map((action) =>
      action.kind === 'publish' ? (action.refers?.as ?? 'post') : action.kind,
    )
    expect(new Set(kinds)).toEqual(
      new Set(['post', 'inReplyTo', 'repostOf', 'quoteOf', 'delete', 'restrict', 'follow', 'unfollow']),
    )
  })

  test('never refers to a post that is not there, not public, or whose original is not', () => {
    const originals: { readonly original: number; open: boolean }[] = []
    for (const action of actionsOf(20_000)) {
      if (action.kind === 'delete' || action.kind === 'restrict') {
        const post = originals[action.post]
        expect(post?.open).toBe(true)
        if (post !== undefined) post.open = false
      }
      if (action.kind !== 'publish') continue
      const target = action.refers === undefined ? undefined : originals[action.refers.post]
      if (action.refers !== undefined) {
        expect(target?.open).toBe(true)
        expect(originals[target?.original ?? -1]?.open ?? true).toBe(true)
      }
      const original = action.refers?.as === 'repostOf' ? (target?.original ?? -1) : originals.length
      originals.push({ original, open: action.visibility === 'public' })
    }
  })

  test('lets a few authors publish much', () => {
    const counts = new Uint32Array(300)
    for (const action of actionsOf(10_000)) {
      if (action.kind === 'publish') counts[action.author] = (counts[action.author] ?? 0) + 1
    }
    const sorted = counts.sort().reverse()
    expect(sorted[0]).toBeGreaterThan((sorted[150] ?? 0) * 20)
  })
})
