import type { HarnessByPort, PortName } from '@feed-engine/conformance'
import { snowflakeCodec } from '@feed-engine/core'
import { expect } from 'vitest'

const codec = snowflakeCodec()

function post(sequence: number) {
  const position = codec.compose({ timestampMs: Date.UTC(2020, 0), nodeId: 1, sequence, random: () => 0 })
  const id = codec.idOf(position)
  return {
    id,
    position,
    authorId: 'alice',
    createdAtMs: codec.timestampOf(id),
    kind: 'post',
    version: 1,
    state: 'visible',
    visibility: 'public',
    delivery: { pushFrom: 0 },
    body: new TextEncoder().encode('hello'),
    fingerprint: 'fingerprint',
  } as const
}

/** What an author of an adapter who is in a hurry would test: the happy path, once. */
export const smoke: { readonly [P in PortName]: (harness: HarnessByPort[P]) => Promise<void> } = {
  async postStore({ adapter }) {
    const first = post(1)
    const result = await adapter.put({ tenant: 'default', post: first, events: [] })
    expect(result.status).toBe('created')
    const found = await adapter.getMany({ tenant: 'default', postIds: [first.id] })
    expect(found.get(first.id)).toMatchObject({ id: first.id, authorId: 'alice', kind: 'post', body: first.body })
    const authors = [{ authorId: 'alice' }]
    const [page] = await adapter.listByAuthors({ tenant: 'default', authors, limitPerAuthor: 10 })
    expect(page?.positions).toEqual([first.position])
  },

  async outbox({ adapter }) {
    const event = { topic: 'posts', key: 'alice', value: new Uint8Array([1, 2, 3]) }
    await adapter.put({ tenant: 'default', post: post(1), events: [event] })
    const batch = await adapter.outbox?.claim({ leaseMs: 30_000, limit: 10 })
    expect(batch?.records).toMatchObject([event])
    if (!batch) return
    const recordIds = batch.records.map(({ recordId }) => recordId)
    expect(await adapter.outbox?.acknowledge({ ...batch, recordIds })).toBe('removed')
    expect(await adapter.outbox?.pending()).toBe(0)
  },

  async graphStore({ adapter }) {
    const edge = { tenant: 'default', followerId: 'bob', followeeId: 'alice' }
    expect((await adapter.follow({ ...edge, maxFollowees: 10 })).status).toBe('accepted')
    expect((await adapter.followers({ tenant: 'default', userId: 'alice', limit: 10 })).userIds).toEqual(['bob'])
    expect((await adapter.followees({ tenant: 'default', userId: 'bob', limit: 10 })).userIds).toEqual(['alice'])
    const answer = await adapter.viewerRelations({
      tenant: 'default',
      viewerId: 'bob',
      authorIds: ['alice'],
      readerClass: 0,
      newFolloweesLimit: 10,
    })
    expect(answer.relations.get('alice')?.follow).toBe('accepted')
    expect((await adapter.unfollow(edge)).removed).toBe(true)
  },

  async timelineCache({ adapter }) {
    const feed = { tenant: 'default', kind: 'home', ownerId: 'alice' } as const
    const { position } = post(1)
    await adapter.open({ feed, token: 'one', readerClass: 0, idleTtlMs: 60_000 })
    const result = await adapter.replace({
      feed,
      token: 'one',
      nextToken: 'two',
      add: [],
      remove: [],
      watermark: '0'.repeat(16),
      coverage: { graphVersion: 1, readerClass: 0 },
      maxEntries: 10,
    })
    expect(result).toBe('replaced')
    const entries = [{ position, authorHint: '0123456789abcdef' }]
    expect(await adapter.push({ feeds: [feed], entries, pushFrom: 0, maxEntries: 10 })).toEqual(['pushed'])
    const slice = await adapter.read({ feed, limit: 10, idleTtlMs: 60_000 })
    expect(slice).toMatchObject({ entries })
  },

  async eventBus({ adapter, advance }) {
    const received: string[] = []
    const subscription = await adapter.subscribe({
      topic: 'posts',
      group: 'workers',
      handler: async ({ value }) => {
        received.push(new TextDecoder().decode(value))
        return { kind: 'ack' }
      },
      concurrency: 4,
      ackTimeoutMs: 30_000,
    })
    await adapter.publish({ topic: 'posts', messages: [{ key: 'alice', value: new TextEncoder().encode('hello') }] })
    for (let turn = 0; turn < 20 && received.length === 0; turn++) await advance?.(5)
    expect(received).toEqual(['hello'])
    await subscription.close()
  },

  async keyValueCache({ adapter }) {
    const value = new TextEncoder().encode('hello')
    const entries = [{ key: 'post:1', value, version: 1, ttlMs: 60_000 }]
    expect(await adapter.setMany({ entries })).toEqual(['stored'])
    const { values } = await adapter.getMany({ keys: ['post:1', 'post:2'] })
    expect([...values]).toEqual([['post:1', { value, version: 1 }]])
    await adapter.invalidateMany({ entries: [{ key: 'post:1', holdMs: 1_000 }] })
    expect((await adapter.getMany({ keys: ['post:1'] })).values.size).toBe(0)
    const lease = { key: 'post:1', holder: 'me', ttlMs: 60_000 }
    expect(await adapter.acquireLease(lease)).toEqual({ acquired: true })
    expect(await adapter.releaseLease(lease)).toBe(true)
  },

  async signalStore({ adapter }) {
    const subject = { kind: 'affinity', ownerId: 'alice' }
    const rule = { halfLifeMs: 3_600_000, maxKeys: 10, dedupeMs: 3_600_000 }
    const update = { ...rule, subject, eventId: 'event', atMs: 5_000, changes: [{ key: 'bob', weight: 2 }] }
    expect(await adapter.record({ tenant: 'default', nowMs: 5_000, updates: [update] })).toEqual(['applied'])
    const read = await adapter.read({ tenant: 'default', subjects: [{ subject }] })
    expect(read).toEqual([[{ key: 'bob', value: 2, atMs: 5_000 }]])
  },

  async userDirectory({ adapter, addUser }) {
    const profile = { version: 1, body: new TextEncoder().encode('Alice') }
    await addUser({ tenant: 'default', userId: 'alice', profile })
    expect([...(await adapter.existing({ tenant: 'default', userIds: ['alice'] }))]).toEqual(['alice'])
    const found = await adapter.profiles?.({ tenant: 'default', userIds: ['alice'] })
    if (adapter.capabilities.profiles) expect([...(found ?? [])]).toEqual([['alice', { id: 'alice', ...profile }]])
  },

  async counterStore({ adapter }) {
    const like = { postId: '1', counter: 'likes', member: 'alice', on: true, atMs: 1 } as const
    expect(await adapter.apply({ tenant: 'default', nowMs: 1, changes: [like] })).toEqual(['applied'])
    const found = await adapter.read({ tenant: 'default', postIds: ['1'], viewerId: 'alice' })
    expect(found.get('1')).toMatchObject({ counts: { likes: 1 }, liked: true })
  },

  async writeBehind({ adapter }) {
    const front = adapter.writeBehind
    if (!front) return
    const like = { postId: '1', counter: 'likes', member: 'alice', on: true, atMs: 1 } as const
    const first = await front.apply({ tenant: 'default', nowMs: 1, changes: [like] })
    await front.restore({ parts: first.unknown.map((part) => ({ ...part, members: [] })), idleMs: 60_000 })
    await front.apply({ tenant: 'default', nowMs: 1, changes: [like] })
    const { parts } = await front.dirty({ limit: 10 })
    const saved = await front.unsaved({ parts, membersPerPart: 10 })
    expect(saved).toMatchObject([{ postId: '1', counts: { likes: 1 }, pending: 0 }])
    await front.settle({ saved, idleMs: 60_000 })
  },

  async counterArchive({ adapter }) {
    const part = { tenant: 'default', postId: '1', part: 0 }
    const counts = { likes: 1, replies: 0, reposts: 0, quotes: 0, views: 0 }
    const members = [{ counter: 'likes', member: 'alice', on: true, atMs: 1 }] as const
    await adapter.save({ parts: [{ ...part, version: 1, counts, members, pending: 0 }] })
    expect(await adapter.load({ parts: [{ ...part, members }] })).toMatchObject([
      { ...part, version: 1, counts, members },
    ])
  },
}
