import { once } from 'node:events'
import { Cluster, type ClusterOptions } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostPort } from '../../../../scripts/services/connections'
import { createRedisTimelineCache, type RedisTimelineCache } from '../../src'
import { FeedKeys } from '../../src/keys/feed-keys'
import { withRedis } from '../support/clients'
import { privateCluster } from '../support/private-cluster'
import { entry, fill, homes, push, read } from '../support/timelines'
import { uniquePrefix } from '../support/unique'
import { until } from '../support/until'

const CELLS = 16
const feeds = homes(80)
const pushedToAll = feeds.map(() => 'pushed')

async function twoMasters() {
  const [first, second] = await privateCluster(2)
  if (first === undefined || second === undefined) throw new Error('two masters')
  return { first, second }
}

/** Timelines on both masters, which pushes reach by connections that are open. */
async function openOn(node: HostPort, options: Omit<ClusterOptions, 'redisOptions'> = {}) {
  const keyPrefix = uniquePrefix()
  // It hears of changes from servers that it asks for something else, and is as patient as a slow machine needs.
  const client = new Cluster([node], { slotsRefreshInterval: 0, maxRedirections: 600, ...options })
  onTestFinished(() => client.disconnect())
  await once(client, 'ready')
  const cache = createRedisTimelineCache({ client, keyPrefix, cells: CELLS, timeoutMs: 60_000 })
  await Promise.all(feeds.map((feed) => fill(cache, feed)))
  expect(client.nodes('master').map(({ status }) => status)).toEqual(['ready', 'ready'])
  return { client, cache, keys: new FeedKeys({ prefix: keyPrefix, cells: CELLS }) }
}

function command(node: HostPort, name: string, ...args: readonly (string | number)[]): Promise<unknown> {
  return withRedis(node, (client) => client.call(name, ...args))
}

/** A slot on its way: its keys are moved by the test, all or some of them. */
async function beginMove(slot: number, from: HostPort, to: HostPort) {
  const [fromId, toId] = [String(await command(from, 'cluster', 'myid')), String(await command(to, 'cluster', 'myid'))]
  await command(to, 'cluster', 'setslot', slot, 'importing', fromId)
  await command(from, 'cluster', 'setslot', slot, 'migrating', toId)
  return {
    keys: (await command(from, 'cluster', 'getkeysinslot', slot, 1_000)) as string[],
    move: (keys: readonly string[]) => command(from, 'migrate', to.host, to.port, '', 0, 5_000, 'keys', ...keys),
    async end() {
      for (const node of [to, from]) await command(node, 'cluster', 'setslot', slot, 'node', toId)
    },
  }
}

/** Resolves when a server has refused something for that reason. */
function refuses(node: HostPort, reason: string): Promise<void> {
  const errors = async () => String(await command(node, 'info', 'errorstats'))
  return until(async () => (await errors()).includes(`errorstat_${reason}`), `it says ${reason}`)
}

async function expectOnce(cache: RedisTimelineCache): Promise<void> {
  for (const feed of feeds) expect((await read(cache, feed))?.entries).toEqual([entry(1)])
}

describe('a push through connections to the masters', () => {
  it('follows a slot that the client believes at another master', async () => {
    const { first, second } = await twoMasters()
    const { client, cache, keys } = await openOn(first)
    const slot = await beginMove(0, first, second)
    await slot.move(slot.keys)
    await slot.end()
    const record = () => command(second, 'get', keys.record(0))
    const before = await record()
    expect(client.slots[0]?.[0]).toBe(`${first.host}:${first.port}`)
    expect(await push(cache, feeds, [entry(1)])).toEqual(pushedToAll)
    expect(await record()).not.toEqual(before)
  })

  it('asks where the keys of a slot already are', async () => {
    const { first, second } = await twoMasters()
    const { cache } = await openOn(first)
    const slot = await beginMove(0, first, second)
    await slot.move(slot.keys)
    expect(await push(cache, feeds, [entry(1)])).toEqual(pushedToAll)
  })

  it('waits until the keys of a slot are in one place again', async () => {
    const { first, second } = await twoMasters()
    const { cache } = await openOn(first)
    const slot = await beginMove(0, first, second)
    await slot.move(slot.keys.slice(1))
    const pushed = push(cache, feeds, [entry(1)])
    await refuses(first, 'TRYAGAIN')
    await slot.move(slot.keys.slice(0, 1))
    expect(await pushed).toEqual(pushedToAll)
  })

  it('follows a master whose replica has taken over', async () => {
    const { first } = await twoMasters()
    const replica = await first.addReplica()
    const { client, cache } = await openOn(first)
    await replica.takeOver()
    await until(async () => String(await command(first, 'role')).startsWith('slave'), 'the master has stepped down')
    expect(client.slots[0]?.[0]).toBe(`${first.host}:${first.port}`)
    // What has not reached the replica is absent.
    expect(await push(cache, feeds, [entry(0)])).not.toContain('failed')
    await Promise.all(feeds.map((feed) => fill(cache, feed)))
    expect(await push(cache, feeds, [entry(1)])).toEqual(pushedToAll)
    await expectOnce(cache)
  })

  it('brings scripts to a master that has forgotten them', async () => {
    const { first } = await twoMasters()
    const { cache } = await openOn(first)
    expect(await push(cache, feeds, [entry(1)])).toEqual(pushedToAll)
    await command(first, 'script', 'flush')
    expect(await push(cache, feeds, [entry(1)])).toEqual(pushedToAll)
    await expectOnce(cache)
  })

  it('takes another one if its own closes before the answer, and changes nothing by coming twice', async () => {
    const { first } = await twoMasters()
    const { client, cache } = await openOn(first)
    await first.pause()
    const pushed = push(cache, feeds, [entry(1)])
    for (const node of client.nodes('master')) if (node.options.port === first.port) node.disconnect()
    await first.resume()
    expect(await pushed).toEqual(pushedToAll)
    await expectOnce(cache)
  })

  it('waits, as the client does, until a cluster that is down serves its slots', async () => {
    const { first } = await twoMasters()
    const { cache } = await openOn(first)
    await command(first, 'config', 'resetstat')
    await command(first, 'cluster', 'delslots', 0)
    const pushed = push(cache, feeds, [entry(1)])
    await refuses(first, 'CLUSTERDOWN')
    await command(first, 'cluster', 'addslots', 0)
    expect(await pushed).toEqual(pushedToAll)
    await expectOnce(cache)
  })

  it('leaves one that is not open to the client, which may be told not to wait for it', async () => {
    const { first } = await twoMasters()
    const { client, cache } = await openOn(first, {
      enableOfflineQueue: false,
      maxRedirections: 2,
      clusterNodeRetryStrategy: () => 3_600_000,
    })
    await first.kill()
    const statusOf = () => client.nodes('master').find(({ options }) => options.port === first.port)?.status
    await until(() => statusOf() === 'reconnecting', 'the client notices')
    const statuses = await push(cache, feeds, [entry(1)])
    expect(new Set(statuses)).toEqual(new Set(['pushed', 'failed']))
  })
})
