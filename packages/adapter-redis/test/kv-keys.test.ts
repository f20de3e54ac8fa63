import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { FeedKeys } from '../src/keys/feed-keys'
import { slotOf } from '../src/keys/slot'
import { CacheKeys } from '../src/kv/cache-keys'

const { redisCluster } = inject('connections')
const node = new Redis(redisCluster.nodes[0]?.port ?? 0, redisCluster.nodes[0]?.host ?? '')
afterAll(() => node.disconnect())

const PARTS = ['v', 'f', 'l'] as const
const awkward = fc.oneof(
  fc.string({ unit: fc.constantFrom(':', '{', '}', 'k', 'v', 'f', 'l', '0', '1', '\n'), maxLength: 5 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const part = fc.constantFrom(...PARTS)

describe.each([1, 7])('keys of values in %i cells', (cells) => {
  const keys = new CacheKeys({ prefix: 'fe:', cells })
  const keyOf = (key: string, of: (typeof PARTS)[number]) => keys.in(keys.cellOf(key), of, key)

  it('are different for different keys and parts', () => {
    fc.assert(
      fc.property(awkward, part, awkward, part, (a, partOfA, b, partOfB) => {
        return (keyOf(a, partOfA) === keyOf(b, partOfB)) === (a === b && partOfA === partOfB)
      }),
      { numRuns: 2_000 },
    )
  })

  it('are never those of timelines, which may have the same prefix', () => {
    const feeds = new FeedKeys({ prefix: 'fe:', cells })
    fc.assert(
      fc.property(awkward, part, awkward, awkward, (key, of, tenant, ownerId) => {
        const feed = { tenant, kind: 'home', ownerId } as const
        const cell = feeds.cellOf(feed)
        const others = [feeds.record(cell), ...['t', 's', 'z'].map((each) => feeds.timeline(cell, each, feed))]
        return !others.includes(keyOf(key, of))
      }),
    )
  })

  it('lie in one slot for all parts of a key, whatever it holds', async () => {
    for (const key of ['a', '{a}', '}', '{', '}{b}', '{}', '\u{1f600}']) {
      const slots = await Promise.all(
        PARTS.map(async (of) => Number(await node.call('cluster', 'keyslot', keyOf(key, of)))),
      )
      expect(new Set(slots)).toEqual(
        new Set([slotOf(keyOf('x', 'v'))].filter(() => cells === 1).concat(slots[0] ?? -1)),
      )
    }
  })
})

it('keys are spread over the cells', () => {
  const keys = new CacheKeys({ prefix: 'fe:', cells: 16 })
  const counts = Array.from({ length: 16 }, () => 0)
  for (let index = 0; index < 16_000; index++) {
    const cell = keys.cellOf(`post:${index}`)
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  for (const count of counts) expect(count).toBeGreaterThan(800)
})
