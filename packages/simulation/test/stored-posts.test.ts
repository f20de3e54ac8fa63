import { MemoryPostStore } from '@feed-engine/adapter-memory'
import { type PostRecord, PUSH_TO_ALL, snowflakeCodec } from '@feed-engine/core'
import { describe, expect, it } from 'vitest'
import { StoredPosts } from '../src/deployment/stored-posts'

const ids = snowflakeCodec()

function post(sequence: number, authorId = 'u0'): PostRecord {
  const createdAtMs = 1_704_067_200_000
  const position = ids.compose({ timestampMs: createdAtMs, nodeId: 1, sequence, random: () => 0 })
  return {
    id: ids.idOf(position),
    position,
    authorId,
    createdAtMs,
    kind: 'post',
    version: 1,
    state: 'visible',
    visibility: 'public',
    delivery: PUSH_TO_ALL,
    body: new Uint8Array(),
    fingerprint: `${authorId} ${sequence}`,
  }
}

describe('posts as they were stored', () => {
  it('include those in doubt that turn out to be there', async () => {
    const store = new MemoryPostStore()
    const stored = new StoredPosts()
    const [answered, unanswered, lost, other] = [post(1), post(2), post(3), post(4)]
    stored.created(answered)
    for (const doubtful of [unanswered, lost, other]) stored.doubtful(doubtful)
    for (const made of [answered, unanswered, post(4, 'u1')]) {
      await store.put({ tenant: 'default', post: made, events: [] })
    }
    expect([...stored.all()]).toEqual([answered])
    await stored.resolveDoubts(store)
    expect([...stored.all()]).toEqual([answered, unanswered])
    expect(stored.get(lost.id)).toBeUndefined()
  })

  it('are asked for only if there is a doubt', async () => {
    const store = new MemoryPostStore()
    const stored = new StoredPosts()
    stored.doubtful(post(1))
    stored.created(post(1))
    stored.doubtful(post(1))
    await store.close()
    await stored.resolveDoubts(store)
    expect(stored.get(post(1).id)).toEqual(post(1))
  })
})
