import { Redis } from 'ioredis'
import { describe, it } from 'vitest'
import { createRedisTimelineCache, type RedisClient } from '../../src'
import { withRedis } from '../support/clients'
import { feedOver } from '../support/feed'
import { privateCluster } from '../support/private-cluster'
import { follows, privateRedis } from '../support/private-redis'
import { succeeds, until } from '../support/until'

/** A client that goes to another server when it is told, as one does that Sentinel tells. */
function switchable(first: RedisClient): RedisClient & { to(next: RedisClient): void } {
  let current = first
  return {
    isCluster: false,
    to(next) {
      current = next
    },
    callBuffer: (command, ...args) => current.callBuffer(command, ...args),
    pipeline: () => current.pipeline(),
    duplicate: () => current.duplicate(),
  }
}

describe.each(['packed', 'sorted-set'] as const)('feeds are right on the next read, timelines %s,', (encoding) => {
  it('after FLUSHALL', async () => {
    const server = await privateRedis()
    const { host, port } = server
    const { publish, expectRight } = await feedOver({ timelines: createRedisTimelineCache({ host, port, encoding }) })
    await publish(3)
    await expectRight('rebuilt')
    await withRedis(server, (client) => client.flushall())
    await publish(2)
    await expectRight('rebuilt')
    await publish(2)
    await expectRight('cached')
  })

  it('after a restart without data', async () => {
    const server = await privateRedis()
    const { host, port } = server
    const { publish, expectRight } = await feedOver({ timelines: createRedisTimelineCache({ host, port, encoding }) })
    await publish(3)
    await expectRight('rebuilt')
    await server.kill()
    await server.restart()
    await publish(2)
    await expectRight('rebuilt')
    await publish(2)
    await expectRight('cached')
  })

  it('after any one key was removed', async () => {
    const server = await privateRedis()
    const { host, port } = server
    const { publish, expectRight } = await feedOver({ timelines: createRedisTimelineCache({ host, port, encoding }) })
    await publish(8)
    await expectRight('rebuilt')
    const keys = await withRedis(server, (client) => client.keysBuffer('*'))
    for (const key of keys) {
      await withRedis(server, (client) => client.unlink(key))
      await publish(1)
      await expectRight('mixed')
    }
  })

  it('after a replica was promoted without the last writes', async () => {
    const master = await privateRedis()
    const replica = await privateRedis({ replicaOf: master })
    await follows(replica)
    const [before, after] = [new Redis(master.port, master.host), new Redis(replica.port, replica.host)]
    const client = switchable(before)
    const { publish, expectRight } = await feedOver({ timelines: createRedisTimelineCache({ client, encoding }) })
    try {
      await publish(3)
      await expectRight('rebuilt')
      const size = (each: Redis) => each.dbsize()
      await until(async () => (await size(after)) === (await size(before)), 'the replica has the timelines')
      await after.call('replicaof', '127.0.0.1', 1)
      await publish(2)
      await after.call('replicaof', 'no', 'one')
      client.to(after)
      await expectRight('rebuilt')
      await publish(2)
      await expectRight('cached')
    } finally {
      before.disconnect()
      after.disconnect()
    }
  })

  it('after a replica in a cluster took over without the last writes', async () => {
    const nodes = await privateCluster(3)
    const [master] = nodes
    if (master === undefined) throw new Error('a master')
    const replica = await master.addReplica()
    const addresses = nodes.map(({ host, port }) => ({ host, port }))
    const timelines = createRedisTimelineCache({ nodes: addresses, encoding, timeoutMs: 5_000 })
    const { publish, expectRight } = await feedOver({ timelines })
    await publish(3)
    await expectRight('rebuilt')
    await replica.detach()
    await publish(2)
    await master.kill()
    await replica.takeOver()
    await until(() => succeeds(timelines.claimCells()), 'all cells answer')
    await expectRight('mixed')
    await publish(2)
    await expectRight('cached')
  })
})
