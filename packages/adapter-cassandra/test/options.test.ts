import { describe, expect, it } from 'vitest'
import { type CassandraOptions, createCassandraStores, createSchema } from '../src'
import { SHARDS, shardOf } from '../src/outbox/shard'
import { bucketOf } from '../src/posts/bucket'

const place = { contactPoints: ['127.0.0.1'], localDataCenter: 'dc1' }
const client = { connect: async () => undefined, execute: async () => ({}) }

describe('options that are impossible', () => {
  it.each<[string, unknown]>([
    ['contactPoints', {}],
    ['contactPoints', { ...place, contactPoints: [] }],
    ['contactPoints', { ...place, contactPoints: 'node1' }],
    ['contactPoints', { ...place, contactPoints: ['node1', ''] }],
    ['localDataCenter', { contactPoints: ['node1'] }],
    ['port', { ...place, port: 70_000 }],
    ['username', { ...place, password: 'hush-hush' }],
    ['password', { ...place, username: 'operator', password: 5 }],
    ['ssl', { ...place, ssl: 'yes' }],
    ['client', { client: {} }],
    ['client', { client: null }],
    ['port', { client, port: 9_042 }],
    ['keyspace', { ...place, keyspace: 'a; drop table' }],
    ['keyspace', { ...place, keyspace: 'x'.repeat(49) }],
    ['allowSingleReplica', { ...place, allowSingleReplica: 1 }],
    ['callTimeoutMs', { ...place, callTimeoutMs: 0 }],
    ['maxConcurrentStatements', { ...place, maxConcurrentStatements: 1.5 }],
    ['clock', { ...place, clock: {} }],
    ['timers', { ...place, timers: { setTimeout() {} } }],
    ['random', { ...place, random: 4 }],
    ['logger', { ...place, logger: {} }],
    ['options', { ...place, keyspaces: 'x' }],
    ['options', null],
  ])('name their field: %s in %j', (field, options) => {
    const create = () => createCassandraStores(options as CassandraOptions)
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', field }))
    expect(create).not.toThrow(/hush-hush|operator/)
  })

  it.each<[string, unknown]>([
    ['replication', undefined],
    ['replication', {}],
    ['replication', { "dc1', 'x": 3 }],
    ['replication.dc1', { dc1: 0 }],
    ['replication.dc1', { dc1: '3' }],
  ])('name their field: %s in %j for createSchema', async (field, replication) => {
    const options = { ...place, replication } as Parameters<typeof createSchema>[0]
    await expect(createSchema(options)).rejects.toMatchObject({ code: 'INVALID_OPTION', field })
  })

  it('name the nearest option', () => {
    expect(() => createCassandraStores({ ...place, keyspce: 'x' } as CassandraOptions)).toThrow(/keyspace/)
  })
})

describe('what is fixed for ever, because rows lie where it says', () => {
  it('the shard of a key', () => {
    expect(SHARDS).toBe(16)
    expect(['a', 'author', '\u00e9', ''].map(shardOf)).toMatchInlineSnapshot(`
      [
        3,
        15,
        9,
        11,
      ]
    `)
  })

  it('the partition of a position, of either width', () => {
    const positions = ['0000000000000000', '0fffffffffffffff', '1000000000000000', 'ffffffffffffffff']
    expect(positions.map(bucketOf)).toEqual([0, 15, 16, 255])
    expect(['0003', '0004', '0180', 'ffff'].map((start) => bucketOf(start.padEnd(32, '0')))).toEqual([0, 1, 96, 16_383])
  })
})
