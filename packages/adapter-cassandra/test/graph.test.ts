import { cellOf } from '@feed-engine/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CassandraGraphStore, createCassandraGraphStore } from '../src'
import { through } from './support/client-options'
import { freshTenant, position, range } from './support/data'
import { createKeyspace, type TestKeyspace } from './support/keyspace'
import { WatchedClient } from './support/watched-client'

let keyspace: TestKeyspace
let client: WatchedClient
let graph: CassandraGraphStore
beforeAll(async () => {
  keyspace = await createKeyspace()
  client = new WatchedClient(keyspace.admin)
  graph = createCassandraGraphStore(through(client, keyspace))
  await graph.ready()
})
afterAll(async () => {
  await graph.close()
  await keyspace.drop()
})

const follow = (tenant: string, followerId: string, followeeId: string) =>
  graph.follow({ tenant, followerId, followeeId, maxFollowees: 10_000 })

async function tablesOf(call: () => Promise<unknown>): Promise<Record<string, number>> {
  client.statements.length = 0
  await call()
  const counts: Record<string, number> = {}
  for (const { text } of client.statements) {
    const table = /test_\w+\.(\w+)/.exec(text)?.[1] ?? ''
    counts[table] = (counts[table] ?? 0) + 1
  }
  return counts
}

describe('what a call costs', () => {
  it('relations: one read of the viewer, and one for each author and followee', async () => {
    const tenant = freshTenant()
    for (const n of range(10)) await follow(tenant, 'viewer', `followee ${n}`)
    const question = { tenant, viewerId: 'viewer', authorIds: ['followee 1', 'stranger'], readerClass: 0 }
    const counts = await tablesOf(() => graph.viewerRelations({ ...question, newFolloweesLimit: 5 }))
    expect(counts).toEqual({ relations: 1, accounts: 12 })
  })

  it('a page of a large account: one read; of a small one: each of its partitions once', async () => {
    const tenant = freshTenant()
    const fans = range(200).map((n) => `fan ${n}`)
    for (const fan of fans.filter((name) => cellOf(name, 16) === 0)) await follow(tenant, fan, 'star')
    expect(await tablesOf(() => graph.followers({ tenant, userId: 'star', limit: 2 }))).toEqual({ followers: 1 })
    expect(await tablesOf(() => graph.followers({ tenant, userId: 'nobody', limit: 2 }))).toEqual({ followers: 16 })
    const cell = { index: 3, count: 256 }
    expect(await tablesOf(() => graph.followers({ tenant, userId: 'star', limit: 9, cell }))).toEqual({ followers: 1 })
  })
})

it('a user with more relations than one answer holds is read from one moment', async () => {
  const tenant = freshTenant()
  const muted = range(1_050).map((n) => `muted ${n}`)
  for (const targetId of muted) await graph.mute({ tenant, userId: 'viewer', targetId })
  const question = { tenant, viewerId: 'viewer', authorIds: muted, readerClass: 0, newFolloweesLimit: 0 }
  const { relations } = await graph.viewerRelations(question)
  expect([...relations.values()].every(({ muting }) => muting)).toBe(true)
  expect(relations.size).toBe(1_050)
}, 120_000)

it('two who block each other at once block each other, and neither follows', async () => {
  const tenant = freshTenant()
  for (const n of range(10)) {
    const [a, b] = [`a ${n}`, `b ${n}`]
    await Promise.all([follow(tenant, a, b), follow(tenant, b, a)])
    await Promise.all([
      graph.block({ tenant, userId: a, targetId: b }),
      graph.block({ tenant, userId: b, targetId: a }),
      follow(tenant, a, b),
    ])
    for (const [viewerId, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const question = { tenant, viewerId, authorIds: [other], readerClass: 0, newFolloweesLimit: 0 }
      const { relations } = await graph.viewerRelations(question)
      expect(relations.get(other)).toMatchObject({ follow: 'none', blocking: true, blockedBy: true })
    }
    const counts = await graph.counts({ tenant, userIds: [a, b] })
    expect([...counts.values()]).toEqual([
      { followers: 0, followees: 0 },
      { followers: 0, followees: 0 },
    ])
    expect((await graph.followers({ tenant, userId: b, limit: 5 })).userIds).toEqual([])
  }
})

it('marks of 128 bits that differ in their last bits only end at the highest, in whatever order', async () => {
  const tenant = freshTenant()
  const base = position(1).padEnd(31, '0')
  for (const digit of ['7', 'c', '1', 'b']) {
    await graph.recordDelivery({ tenant, authorId: 'author', pulled: { belowClass: 4, position: base + digit } })
  }
  await graph.recordDelivery({ tenant, authorId: 'author', delivery: { pushFrom: 4 } })
  expect((await graph.authorState({ tenant, authorId: 'author' })).delivery?.pulledUpTo).toEqual({ 4: `${base}c` })
})
