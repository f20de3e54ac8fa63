import type { PushStatus } from '@feed-engine/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRedisTimelineCache } from '../../src'
import { withRedis } from '../support/clients'
import { privateCluster } from '../support/private-cluster'
import { entry, fill, homes, push, read } from '../support/timelines'
import { succeeds, until } from '../support/until'

async function setUp({ masters, cells }: { readonly masters: number; readonly cells: number }) {
  const nodes = await privateCluster(masters)
  const addresses = nodes.map(({ host, port }) => ({ host, port }))
  const cache = createRedisTimelineCache({ nodes: addresses, cells, timeoutMs: 10_000 })
  onTestFinished(() => cache.close())
  return { nodes, cache }
}

const count = (statuses: readonly PushStatus[], status: PushStatus): number =>
  statuses.filter((each) => each === status).length

describe('a cluster of which one master is frozen', () => {
  it('is pushed to where it answers; the rest is failed within the deadline', async () => {
    const { nodes, cache } = await setUp({ masters: 3, cells: 30 })
    const feeds = homes(120)
    await Promise.all(feeds.map((feed) => fill(cache, feed)))
    await nodes[1]?.pause()
    const params = { feeds, entries: [entry(1)], pushFrom: 0, maxEntries: 9 }
    try {
      const statuses = await cache.push(params, { deadlineMs: 500 })
      expect(count(statuses, 'pushed')).toBeGreaterThan(60)
      expect(count(statuses, 'failed')).toBeGreaterThan(20)
      expect(count(statuses, 'pushed') + count(statuses, 'failed')).toBe(120)
    } finally {
      await nodes[1]?.resume()
    }
    await until(
      () =>
        cache.push(params).then(
          (again) => count(again, 'pushed') === 120,
          () => false,
        ),
      'all are pushed to',
    )
    for (const feed of feeds) expect((await read(cache, feed))?.entries).toEqual([entry(1)])
  })
})

describe('a cluster of which a slot moves', () => {
  it('serves all cells throughout; one that moved begins a new life', async () => {
    const { nodes, cache } = await setUp({ masters: 2, cells: 8 })
    const [from, to] = nodes
    if (from === undefined || to === undefined) throw new Error('two nodes')
    const feeds = homes(40)
    await Promise.all(feeds.map((feed) => fill(cache, feed)))
    const lives = () => Promise.all(feeds.map((feed) => cache.incarnation({ feed })))
    const before = await lives()
    const idOf = (node: typeof from) => withRedis(node, (client) => client.call('cluster', 'myid')).then(String)
    const [fromId, toId] = [await idOf(from), await idOf(to)]
    await withRedis(to, (client) => client.call('cluster', 'setslot', 0, 'importing', fromId))
    await withRedis(from, (client) => client.call('cluster', 'setslot', 0, 'migrating', toId))
    expect(count(await push(cache, feeds, [entry(1)]), 'pushed')).toBeGreaterThan(20)
    const keys = (await withRedis(from, (client) => client.call('cluster', 'getkeysinslot', 0, 1_000))) as string[]
    expect(keys.length).toBeGreaterThan(0)
    await withRedis(from, (client) => client.call('migrate', to.host, to.port, '', 0, 5_000, 'keys', ...keys))
    expect(count(await push(cache, feeds, [entry(2)]), 'pushed')).toBeGreaterThan(20)
    for (const node of [to, from]) {
      await withRedis(node, (client) => client.call('cluster', 'setslot', 0, 'node', toId))
    }
    expect(count(await push(cache, feeds, [entry(3)]), 'failed')).toBe(0)
    const slices = await Promise.all(feeds.map((feed) => read(cache, feed)))
    const after = await lives()
    expect(new Set(slices.map((slice) => slice === null))).toEqual(new Set([true, false]))
    for (const [index, slice] of slices.entries()) expect(after[index] === before[index]).toBe(slice !== null)
  })
})

describe('a cluster of which a replica takes over without the last writes', () => {
  it('has the cells of the lost master begin a new life, and keeps the others', async () => {
    const { nodes, cache } = await setUp({ masters: 3, cells: 30 })
    const [master] = nodes
    if (master === undefined) throw new Error('a master')
    const replica = await master.addReplica()
    const feeds = homes(120)
    await Promise.all(feeds.map((feed) => fill(cache, feed)))
    await replica.detach()
    expect(count(await push(cache, feeds, [entry(1)]), 'pushed')).toBe(120)
    await master.kill()
    await replica.takeOver()
    await until(() => succeeds(Promise.all(feeds.map((feed) => cache.incarnation({ feed })))), 'all cells answer')
    const slices = await Promise.all(feeds.map((feed) => read(cache, feed)))
    const kept = slices.filter((slice) => slice !== null)
    expect(kept.length).toBeGreaterThan(60)
    expect(kept.length).toBeLessThan(100)
    for (const { entries } of kept) expect(entries).toEqual([entry(1)])
  })
})
