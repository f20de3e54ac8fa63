import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCassandraCounterArchive } from '../src'
import { createAdmin, createKeyspace, type TestKeyspace } from './support/keyspace'
import { WatchedClient } from './support/watched-client'

let keyspace: TestKeyspace
beforeAll(async () => {
  keyspace = await createKeyspace()
})
afterAll(() => keyspace.drop())

it('a part that was never saved costs one statement, whoever is asked for', async () => {
  const { keyspace: name = '' } = keyspace.options
  const driver = await createAdmin()
  const client = new WatchedClient(driver)
  const archive = createCassandraCounterArchive({ client, keyspace: name, allowSingleReplica: true })
  await archive.ready()
  const ann = { counter: 'likes', member: 'ann' } as const
  const parts = ['a', 'b', 'c'].map((postId) => ({ tenant: 't', postId, part: 0, members: [ann] }))
  const counts = { likes: 1, replies: 0, reposts: 0, quotes: 0, views: 0 }
  const saved = { tenant: 't', postId: 'b', part: 0, version: 1, counts, pending: 0 }
  await archive.save({ parts: [{ ...saved, members: [{ ...ann, on: true, atMs: 1 }] }] })

  client.statements.length = 0
  const found = await archive.load({ parts })
  expect(found).toMatchObject([{ postId: 'b', counts, members: [{ ...ann, on: true, atMs: 1 }] }])
  expect(client.statements).toHaveLength(parts.length + 1)
  await archive.close()
  await driver.shutdown()
})
