import { describe, expect, it } from 'vitest'
import { MemoryPostStore } from '../src/index'
import { event, post, TENANT } from './fixtures'
import { VirtualTime } from './virtual-time'

async function stored(store: MemoryPostStore, id: string) {
  const found = (await store.getMany({ tenant: TENANT, postIds: [id] })).get(id)
  if (found === undefined) throw new Error('the post is not there')
  return found
}

describe('records', () => {
  it('keep the bytes of a Buffer whose owner goes on writing to it', async () => {
    const store = new MemoryPostStore()
    const body = Buffer.from('first')
    await store.put({ tenant: TENANT, post: post(1, { body }), events: [] })
    body.fill(0)
    expect(Buffer.from((await stored(store, '1')).body).toString()).toBe('first')
  })

  it('are handed out with bytes that belong to the reader', async () => {
    const store = new MemoryPostStore()
    await store.put({ tenant: TENANT, post: post(1), events: [] })
    await store.put({ tenant: TENANT, post: post(2), events: [] })
    const [first, second] = [(await stored(store, '1')).body, (await stored(store, '2')).body]
    first.fill(9)
    expect([...second]).toEqual([1, 2, 3])
    expect([...(await stored(store, '1')).body]).toEqual([1, 2, 3])
    const long = new Uint8Array(100_000).fill(4)
    await store.put({ tenant: TENANT, post: post(3, { body: long }), events: [] })
    expect(Buffer.compare((await stored(store, '3')).body, long)).toBe(0)
  })

  it('come out as copies, whose parts are frozen', async () => {
    const store = new MemoryPostStore()
    const ref = { postId: '1', authorId: 'author' }
    const given = post(2, { inReplyTo: ref, repostOf: ref, quoteOf: ref, topics: ['a'], mediaRefs: ['b'] })
    await store.put({ tenant: TENANT, post: given, events: [] })
    const { inReplyTo, repostOf, quoteOf, topics, mediaRefs, delivery, ...record } = await stored(store, '2')
    Object.assign(await stored(store, '2'), { authorId: 'somebody else' })
    expect((await stored(store, '2')).authorId).toBe(given.authorId)
    for (const part of [inReplyTo, repostOf, quoteOf, topics, mediaRefs, delivery]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect({ ...record, inReplyTo, repostOf, quoteOf, topics, mediaRefs, delivery }).toEqual(given)
    expect(inReplyTo).not.toBe(ref)
  })

  it('are stored with all of their events or not at all', async () => {
    const store = new MemoryPostStore()
    const unreadable = { topic: 'posts', key: 'key', value: Symbol('no bytes') as unknown as Uint8Array }
    const put = store.put({ tenant: TENANT, post: post(1), events: [event('key'), unreadable] })
    await expect(put).rejects.toThrow()
    expect((await store.getMany({ tenant: TENANT, postIds: ['1'] })).size).toBe(0)
    expect(await store.outbox.pending()).toBe(0)
  })
})

describe('outbox', () => {
  it('lets claims go round its partitions', async () => {
    const store = new MemoryPostStore({ outbox: { partitions: 4 } })
    const events = Array.from({ length: 400 }, (_, index) => event(`key-${index}`))
    await store.put({ tenant: TENANT, post: post(1), events })
    const claimed: (number | undefined)[] = []
    for (let index = 0; index < 8; index++) {
      const batch = await store.outbox.claim({ leaseMs: 1_000, limit: 1 })
      claimed.push(batch?.partition)
      if (batch !== null) await store.outbox.release(batch)
    }
    expect(claimed).toEqual([0, 1, 2, 3, 0, 1, 2, 3])
  })

  it('ends a claim with its lease, whether or not somebody else has claimed', async () => {
    const clock = new VirtualTime()
    const store = new MemoryPostStore({ clock, outbox: { partitions: 1 } })
    await store.put({ tenant: TENANT, post: post(1), events: [event('key')] })
    const batch = await store.outbox.claim({ leaseMs: 100, limit: 1 })
    if (batch === null) throw new Error('nothing to claim')
    await clock.advance(99)
    expect(await store.outbox.claim({ leaseMs: 100, limit: 1 })).toBeNull()
    await clock.advance(1)
    const recordIds = batch.records.map(({ recordId }) => recordId)
    expect(await store.outbox.acknowledge({ ...batch, recordIds })).toBe('stale')
    expect(await store.outbox.pending()).toBe(1)
  })

  it('hands out and keeps bytes of its own', async () => {
    const store = new MemoryPostStore({ outbox: { partitions: 1 } })
    const given = event('key')
    await store.put({ tenant: TENANT, post: post(1), events: [given] })
    given.value.fill(0)
    for (let round = 0; round < 2; round++) {
      const batch = await store.outbox.claim({ leaseMs: 1_000, limit: 1 })
      if (batch === null) throw new Error('nothing to claim')
      expect([...(batch.records[0]?.value ?? [])]).toEqual([7])
      batch.records[0]?.value.fill(0)
      await store.outbox.release(batch)
    }
  })
})
