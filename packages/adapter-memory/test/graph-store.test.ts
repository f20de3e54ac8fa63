import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Follows } from '../src/graph/follows'
import { OrdinalSet } from '../src/graph/ordinal-set'
import { MemoryGraphStore } from '../src/index'
import { position, TENANT } from './fixtures'
import { heapMegabytes } from './heap'

function ordinalsAbove(set: OrdinalSet, ordinal: number): number[] {
  const found: number[] = []
  set.visitAbove(ordinal, (visited) => {
    found.push(visited)
    return true
  })
  return found
}

describe('OrdinalSet', () => {
  it('equals a sorted set, over many chunks', () => {
    const change = fc.tuple(fc.boolean(), fc.nat(4_000), fc.integer({ min: 1, max: 900 }), fc.constantFrom(1, 7))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.integer({ min: -1, max: 5_000 }), (changes, above) => {
        const set = new OrdinalSet()
        const model = new Set<number>()
        for (const [adds, first, count, step] of changes) {
          for (let index = 0; index < count; index++) {
            const ordinal = (first + index * step) % 4_001
            if (adds) set.add(ordinal)
            else set.delete(ordinal)
            if (adds) model.add(ordinal)
            else model.delete(ordinal)
          }
        }
        expect(set.size).toBe(model.size)
        expect(ordinalsAbove(set, -1)).toEqual([...model].sort((a, b) => a - b))
        expect(ordinalsAbove(set, above)).toEqual([...model].filter((one) => one > above).sort((a, b) => a - b))
      }),
      { numRuns: 100 },
    )
  })
})

describe('Follows', () => {
  it('lists acceptances after any version, however many follows have ended in between', () => {
    const change = fc.tuple(fc.constantFrom('accept', 'end', 'request'), fc.nat(4))
    fc.assert(
      fc.property(fc.array(change, { minLength: 100, maxLength: 300 }), (changes) => {
        const users = Array.from({ length: 5 }, (_, ordinal) => ({ ordinal }))
        const follows = new Follows<{ readonly ordinal: number }>()
        const accepted = new Map<number, number>()
        for (const [kind, ordinal] of changes) {
          const user = users[ordinal] ?? { ordinal }
          const state = follows.state(user)
          if (kind === 'accept' && state !== 'accepted') {
            follows.accept(user)
            accepted.set(ordinal, follows.version)
          } else if (kind === 'request' && state === 'none') {
            follows.request(user)
          } else if (kind === 'end') {
            follows.end(user)
            accepted.delete(ordinal)
          }
        }
        for (let version = 0; version <= follows.version; version++) {
          const found: number[] = []
          follows.visitAcceptedAfter(version, ({ ordinal }) => {
            found.push(ordinal)
            return true
          })
          const expected = [...accepted].filter(([, at]) => at > version).sort((a, b) => a[1] - b[1])
          expect(found).toEqual(expected.map(([ordinal]) => ordinal))
        }
      }),
    )
  })
})

describe('MemoryGraphStore', () => {
  it('does not grow with follows that come and go', async () => {
    const graph = new MemoryGraphStore()
    const edge = { tenant: TENANT, followerId: 'a', followeeId: 'b' }
    const before = heapMegabytes()
    for (let round = 0; round < 300_000; round++) {
      await graph.follow({ ...edge, maxFollowees: 10 })
      await graph.unfollow(edge)
    }
    expect(heapMegabytes() - before).toBeLessThan(2)
    expect(await graph.counts({ tenant: TENANT, userIds: ['a'] })).toEqual(
      new Map([['a', { followers: 0, followees: 0 }]]),
    )
  })

  it('goes on after a user who has unfollowed, and follows anew in the old place', async () => {
    const graph = new MemoryGraphStore()
    const follow = (followerId: string) =>
      graph.follow({ tenant: TENANT, followerId, followeeId: 'hub', maxFollowees: 10 })
    const unfollow = (followerId: string) => graph.unfollow({ tenant: TENANT, followerId, followeeId: 'hub' })
    for (const user of ['a', 'b', 'c', 'd']) await follow(user)
    const page = { tenant: TENANT, userId: 'hub', limit: 10 }
    await unfollow('b')
    expect(await graph.followers({ ...page, after: 'b' })).toEqual({ userIds: ['c', 'd'] })
    expect(await graph.followers({ ...page, through: 'b' })).toEqual({ userIds: ['a'] })
    expect(await graph.followers({ ...page, after: 'never seen' })).toEqual({ userIds: [] })
    expect(await graph.followers({ ...page, through: 'never seen' })).toEqual({ userIds: ['a', 'c', 'd'] })
    await follow('b')
    expect(await graph.followers({ ...page, after: 'b' })).toEqual({ userIds: ['c', 'd'] })
  })

  it('finds the same pull authors whether the marked or the followed are fewer', async () => {
    const graph = new MemoryGraphStore()
    const marked = Array.from({ length: 30 }, (_, index) => `author-${index}`)
    for (const [index, authorId] of marked.entries()) {
      await graph.recordDelivery({ tenant: TENANT, authorId, pulled: { belowClass: 4, position: position(index) } })
    }
    for (const viewerId of ['few', 'many']) {
      const others = Array.from({ length: viewerId === 'few' ? 0 : 100 }, (_, index) => `other-${index}`)
      for (const followeeId of [...others, ...marked.slice(0, 10)]) {
        await graph.follow({ tenant: TENANT, followerId: viewerId, followeeId, maxFollowees: 1_000 })
      }
      const { pullAuthors } = await graph.viewerRelations({
        tenant: TENANT,
        viewerId,
        authorIds: [],
        readerClass: 0,
        pulledAbove: position(3),
        newFolloweesLimit: 0,
      })
      expect(pullAuthors.map(({ authorId }) => authorId).sort()).toEqual(marked.slice(4, 10))
    }
  })
})
