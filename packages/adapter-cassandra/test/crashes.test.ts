import { isFeedError, type OutboxEvent, type PostRecord } from '@feed-engine/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type CassandraOptions,
  type CassandraPostStore,
  createCassandraGraphStore,
  createCassandraPostStore,
} from '../src'
import { through } from './support/client-options'
import { event, freshTenant, post } from './support/data'
import { createKeyspace, type TestKeyspace } from './support/keyspace'
import { drain } from './support/relay'
import { WatchedClient } from './support/watched-client'

const MOST_WRITES = 20

let keyspace: TestKeyspace
let posts: CassandraPostStore
beforeAll(async () => {
  keyspace = await createKeyspace()
  posts = createCassandraPostStore(keyspace.options)
})
afterAll(async () => {
  await posts.close()
  await keyspace.drop()
})

/** Runs a change on a process that dies at each of its writes in turn, until it comes through. */
async function atEveryWrite(
  change: (options: CassandraOptions, key: string) => Promise<unknown>,
  check: (key: string) => Promise<void>,
): Promise<number> {
  for (let writes = 0; writes < MOST_WRITES; writes++) {
    for (const when of ['before', 'after'] as const) {
      const client = new WatchedClient(keyspace.admin)
      const options = through(client, keyspace)
      const key = `key ${writes} ${when}`
      client.dieAfter(writes, when)
      const error: unknown = await change(options, key).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      if (!client.isDead) {
        expect(error).toBeUndefined()
        return writes
      }
      expect(isFeedError(error) && error.outcome, `${key}: ${String(error)}`).toBe('unknown')
      await check(key)
    }
  }
  throw new Error('the change makes more writes than expected')
}

interface Change {
  readonly name: string
  readonly writes: number
  readonly prepare: (tenant: string, before: PostRecord) => Promise<unknown>
  readonly run: (
    store: CassandraPostStore,
    tenant: string,
    before: PostRecord,
    events: OutboxEvent[],
  ) => Promise<unknown>
  /** Whether a post, as it is read, shows the change. */
  readonly happened: (read: PostRecord | undefined) => boolean
  readonly listed: boolean
}

const put = (store: CassandraPostStore, tenant: string, record: PostRecord, events: OutboxEvent[] = []) =>
  store.put({ tenant, post: record, events })

const CHANGES: readonly Change[] = [
  {
    name: 'put',
    writes: 7,
    prepare: async () => undefined,
    run: put,
    happened: (read) => read !== undefined,
    listed: true,
  },
  {
    name: 'put under a key',
    writes: 8,
    prepare: async () => undefined,
    run: (store, tenant, record, events) => store.put({ tenant, post: record, idempotencyKey: 'once', events }),
    happened: (read) => read !== undefined,
    listed: true,
  },
  {
    name: 'update',
    writes: 5,
    prepare: (tenant, before) => put(posts, tenant, before),
    run: (store, tenant, { id: postId, authorId }, events) =>
      store.update({ tenant, postId, authorId, change: { visibility: 'private' }, events }),
    happened: (read) => read?.visibility === 'private',
    listed: true,
  },
  {
    name: 'tombstone',
    writes: 6,
    prepare: (tenant, before) => put(posts, tenant, before),
    run: (store, tenant, { id: postId, position, authorId }, events) =>
      store.tombstone({ tenant, postId, position, authorId, events }),
    happened: (read) => read?.state === 'deleted',
    listed: false,
  },
]

describe.each(CHANGES)('a process that dies during $name', ({ writes, prepare, run, happened, listed }) => {
  const read = async (tenant: string, { id, authorId }: PostRecord) => {
    const found = (await posts.getMany({ tenant, postIds: [id] })).get(id)
    const [page] = await posts.listByAuthors({ tenant, authors: [{ authorId }], limitPerAuthor: 5 })
    return { found, positions: page?.positions ?? [] }
  }

  it('leaves all of it or nothing to whoever reads the post', async () => {
    const tenant = freshTenant()
    const seen = new Set<boolean>()
    let n = 0
    const records = new Map<string, PostRecord>()
    const made = await atEveryWrite(
      async (options, key) => {
        const record = post(++n, { authorId: `author ${n}` })
        records.set(key, record)
        await prepare(tenant, record)
        await run(createCassandraPostStore(options), tenant, record, [event(key)])
      },
      async (key) => {
        const record = records.get(key) ?? post(0)
        const { found, positions } = await read(tenant, record)
        const did = happened(found)
        seen.add(did)
        const events = (await drain(posts)).filter((each) => each.key === key)
        expect(events.length > 0, `${key}: events of a change that happened: ${did}`).toBe(did)
        const isListed = did ? listed : found !== undefined
        expect(positions, `${key}: the listing`).toEqual(isListed ? [record.position] : [])
      },
    )
    expect(made).toBe(writes)
    expect(seen).toEqual(new Set([false, true]))
  })

  it('is made good by whoever repeats it', async () => {
    const tenant = freshTenant()
    let n = 0
    const records = new Map<string, PostRecord>()
    await atEveryWrite(
      async (options, key) => {
        const record = post(++n, { authorId: `author ${n}` })
        records.set(key, record)
        await prepare(tenant, record)
        await run(createCassandraPostStore(options), tenant, record, [event(key)])
      },
      async (key) => {
        const record = records.get(key) ?? post(0)
        await run(posts, tenant, record, [event(key)])
        const { found, positions } = await read(tenant, record)
        expect(happened(found), `${key}: the change`).toBe(true)
        expect(positions, `${key}: the listing`).toEqual(listed ? [record.position] : [])
        expect(
          (await drain(posts)).some((each) => each.key === key),
          `${key}: its event`,
        ).toBe(true)
      },
    )
  })
})

it('a process that dies during a put under a key leaves the key to one of two rivals, and nothing of the other', async () => {
  const tenant = freshTenant()
  let n = 0
  let mine = post(0)
  await atEveryWrite(
    async (options) => {
      mine = post(++n, { authorId: `author ${n}` })
      const store = createCassandraPostStore(options)
      await store.put({ tenant, post: mine, idempotencyKey: 'once', events: [] })
    },
    async (key) => {
      const rival = post(500 + n, { authorId: mine.authorId })
      const result = await posts.put({ tenant, post: rival, idempotencyKey: 'once', events: [] })
      const winner = result.status === 'created' ? rival : mine
      const found = await posts.getMany({ tenant, postIds: [mine.id, rival.id] })
      expect([...found.keys()], key).toEqual([winner.id])
      const authors = [{ authorId: mine.authorId }]
      const [page] = await posts.listByAuthors({ tenant, authors, limitPerAuthor: 5 })
      expect(page?.positions, key).toEqual([winner.position])
    },
  )
})

it('a process that dies during a follow leaves no follower whom the followee does not know of', async () => {
  const tenant = freshTenant()
  const graph = createCassandraGraphStore(keyspace.options)
  const seen = new Set<string>()
  const made = await atEveryWrite(
    (options, key) =>
      createCassandraGraphStore(options).follow({ tenant, followerId: key, followeeId: 'star', maxFollowees: 9 }),
    async (key) => {
      const question = { tenant, viewerId: key, authorIds: ['star'], readerClass: 0, newFolloweesLimit: 5 }
      const { relations } = await graph.viewerRelations(question)
      const follow = relations.get('star')?.follow ?? 'none'
      seen.add(follow)
      const followers = await graph.followers({ tenant, userId: 'star', limit: 100 })
      expect(followers.userIds.includes(key), key).toBe(follow === 'accepted')
      const counts = await graph.counts({ tenant, userIds: ['star'] })
      expect(counts.get('star')?.followers, key).toBe(followers.userIds.length)
    },
  )
  expect(made).toBe(3)
  expect(seen).toEqual(new Set(['none', 'accepted']))
  await graph.close()
})

it('a process that dies during a block leaves it to both or to neither', async () => {
  const tenant = freshTenant()
  const graph = createCassandraGraphStore(keyspace.options)
  const edge = (followerId: string, followeeId: string) => ({ tenant, followerId, followeeId, maxFollowees: 9 })
  const relation = async (viewerId: string, authorId: string) => {
    const question = { tenant, viewerId, authorIds: [authorId], readerClass: 0, newFolloweesLimit: 5 }
    return (await graph.viewerRelations(question)).relations.get(authorId)
  }
  const seen = new Set<boolean>()
  await atEveryWrite(
    async (options, key) => {
      await graph.follow(edge(key, `other ${key}`))
      await graph.follow(edge(`other ${key}`, key))
      await createCassandraGraphStore(options).block({ tenant, userId: key, targetId: `other ${key}` })
    },
    async (key) => {
      const [mine, theirs] = [await relation(key, `other ${key}`), await relation(`other ${key}`, key)]
      const blocked = mine?.blocking === true
      seen.add(blocked)
      const follow = blocked ? 'none' : 'accepted'
      expect([mine?.follow, theirs?.follow, theirs?.blockedBy], key).toEqual([follow, follow, blocked])
      const followers = blocked ? 0 : 1
      const counts = await graph.counts({ tenant, userIds: [key, `other ${key}`] })
      expect([...counts.values()], key).toEqual([
        { followers, followees: followers },
        { followers, followees: followers },
      ])
    },
  )
  expect(seen).toEqual(new Set([false, true]))
  await graph.close()
})
