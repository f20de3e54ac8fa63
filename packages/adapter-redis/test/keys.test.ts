import type { FeedKey, FeedKind } from '@feed-engine/core'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { PartitionKeys } from '../src/bus/partition-keys'
import { cellTags } from '../src/keys/cell-tags'
import { FeedKeys } from '../src/keys/feed-keys'
import { SLOTS, slotOf, slotOfTag } from '../src/keys/slot'

const { redisCluster } = inject('connections')
const node = new Redis(redisCluster.nodes[0]?.port ?? 0, redisCluster.nodes[0]?.host ?? '')
afterAll(() => node.disconnect())

const slotByServer = async (key: string): Promise<number> => Number(await node.call('cluster', 'keyslot', key))

const awkward = fc.oneof(
  fc.string({ unit: fc.constantFrom(':', '{', '}', '*', '0', '1', 'a', 'h', '%'), maxLength: 5 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const kinds: readonly FeedKind[] = ['home', 'user', 'list', 'topic', 'notifications']
const anyFeed = fc.record({ tenant: awkward, kind: fc.constantFrom(...kinds), ownerId: awkward })

const keyOf = (keys: FeedKeys, feed: FeedKey, part = 't'): string => keys.timeline(keys.cellOf(feed), part, feed)

describe('cells', () => {
  it.each([1, 3, 16, 256, 1_000])('of %i, the slots are evenly spaced, and tags of their own', (cells) => {
    const tags = cellTags(cells)
    expect(tags).toHaveLength(cells)
    expect(new Set(tags).size).toBe(cells)
    for (const [cell, tag] of tags.entries()) expect(slotOfTag(tag)).toBe(Math.floor((cell * SLOTS) / cells))
  })

  it('have slots as the server counts them', async () => {
    for (const tag of cellTags(64)) expect(slotOf(`fe:{${tag}}t`)).toBe(await slotByServer(`fe:{${tag}}t`))
  })
})

describe('keys of feeds', () => {
  const keys = new FeedKeys({ prefix: 'fe:', cells: 7 })

  it('are different for different feeds, and for the parts of one', () => {
    fc.assert(
      fc.property(anyFeed, anyFeed, (a, b) => {
        const isSame = a.tenant === b.tenant && a.kind === b.kind && a.ownerId === b.ownerId
        return (keyOf(keys, a) === keyOf(keys, b)) === isSame && keyOf(keys, a, 's') !== keyOf(keys, b)
      }),
      { numRuns: 2_000 },
    )
  })

  it('tell where the tenant ends', () => {
    const single = new FeedKeys({ prefix: 'fe:', cells: 1 })
    const text = fc.string({ unit: fc.constantFrom(':', '1', '2', '3', 'a'), minLength: 2, maxLength: 9 })
    fc.assert(
      fc.property(text, fc.nat(9), fc.nat(9), (joined, a, b) => {
        const keyCutAt = (at: number) =>
          keyOf(single, { tenant: joined.slice(0, at), kind: 'home', ownerId: joined.slice(at).replace(/^:/, '') })
        const isSame = joined.slice(0, a) === joined.slice(0, b)
        return (keyCutAt(a) === keyCutAt(b)) === isSame
      }),
      { numRuns: 2_000 },
    )
  })

  it('lie in the slot of their cell, whatever the ids hold', async () => {
    for (const ownerId of ['{a}', '}', '}{b}', 'user', '\u{1f600}']) {
      for (const tenant of ['t', '{x}', '}']) {
        const feed: FeedKey = { tenant, kind: 'home', ownerId }
        const slot = await slotByServer(keyOf(keys, feed))
        expect(slot).toBe(slotOf(keys.record(keys.cellOf(feed))))
      }
    }
  })
})

describe('keys of partitions', () => {
  it('are different for different topics, groups and partitions, and share a slot', async () => {
    const prefix = 'fe:'
    const names = ['a', 'a:1', 'a:1}m', '}', '{', 'a%3A1', 'm', 'ma', '', 'x', 'y:0}cz', 'x:0}cy', 'z', '\u{1f600}']
    const seen = new Set<string>()
    let count = 0
    for (const topic of names) {
      for (const partition of [0, 1]) {
        const keys = new PartitionKeys({ prefix, topic, partition })
        const slot = await slotByServer(keys.messages)
        for (const key of keys.shared) seen.add(key)
        count += keys.shared.length
        for (const group of names) {
          const own = keys.ofGroup(group).slice(keys.shared.length)
          for (const key of own) {
            seen.add(key)
            expect(await slotByServer(key)).toBe(slot)
          }
          count += own.length
        }
      }
    }
    expect(seen.size).toBe(count)
  })
})
