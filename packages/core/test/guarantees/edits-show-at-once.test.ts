import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { describe, expect, test } from 'vitest'
import { FeedError, type Post } from '../../src/index'
import { refusal } from '../support/refusal'
import { settle } from '../support/virtual-time'
import { type Body, followAll, home, say, texts, World } from '../support/world'

const DAY_MS = 86_400_000

/** A post that every cache knows, and processes that have read it. */
async function scene() {
  const world = new World()
  const cache = new MemoryKeyValueCache({ clock: world.time })
  const shared = { workers: 'none', cache, sharedCache: { postTtlMs: DAY_MS } } as const
  const writer = world.engine(shared)
  await followAll(writer, ['viewer'], ['author', 'fan'])
  const post = await say(writer, 'author', 'first')
  const reader = world.engine(shared)
  expect(await home(reader, 'viewer')).toEqual(['first'])
  await settle()
  const edit = (text: string, expectedVersion?: number): Promise<Post<Body>> =>
    writer.editPost({
      postId: post.id,
      authorId: 'author',
      body: { text },
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    })
  return { world, cache, shared, writer, reader, post, edit }
}

describe('once an edit is acknowledged', () => {
  test('every process shows the new version, whatever it and the shared cache remember', async () => {
    const { world, shared, writer, reader, edit, post } = await scene()
    for (const text of ['second', 'third']) {
      await edit(text)
      for (const engine of [writer, reader, world.engine(shared)]) {
        expect(await home(engine, 'viewer')).toEqual([text])
        expect(await home(engine, 'author')).toEqual([text])
        expect(texts(await engine.userTimeline({ viewerId: 'viewer', authorId: 'author' }))).toEqual([text])
        expect((await engine.getPost({ postId: post.id, viewerId: 'viewer' }))?.body).toEqual({ text })
      }
    }
  })

  test('reposts and later pages show it too', async () => {
    const { world, writer, reader, edit, post } = await scene()
    await writer.startWorkers()
    for (let index = 0; index < 45; index++) await say(writer, 'fan', `between ${index}`)
    await writer.publish({ authorId: 'fan', repostOf: post.id })
    await world.time.run(writer.drain())
    const first = await reader.homeTimeline({ viewerId: 'viewer', limit: 1 })
    expect(first.items[0]?.original?.body).toEqual({ text: 'first' })
    await edit('second')
    const again = await reader.homeTimeline({ viewerId: 'viewer', limit: 1 })
    expect(again.items[0]?.original?.body).toEqual({ text: 'second' })
    const next = await reader.homeTimeline({ viewerId: 'viewer', limit: 100, cursor: first.nextCursor as string })
    expect(texts(next).at(-1)).toBe('second')
  })

  test('a read that began before it leaves no older version in the memory of its process', async () => {
    const { world, shared, edit } = await scene()
    const held: (() => void)[] = []
    let holding = true
    const slow = world.engine({
      ...shared,
      sharedCache: { postTtlMs: 0 },
      intercept: async ({ method }, next) => {
        const answer = await next()
        if (method === 'getMany' && holding) await new Promise<void>((resolve) => held.push(resolve))
        return answer
      },
    })
    const reading = home(slow, 'viewer')
    await settle()
    expect(held).toHaveLength(1)
    await edit('second')
    await settle()
    holding = false
    for (const release of held) release()
    await reading
    expect(await home(slow, 'viewer')).toEqual(['second'])
  })

  test('a fill of the shared cache that is under way brings no older version back', async () => {
    const { world, cache, shared, edit } = await scene()
    await edit('second')
    const held: (() => void)[] = []
    const filler = world.engine({
      ...shared,
      intercept: async ({ port, method }, next) => {
        if (port === 'cache' && method === 'setMany') await new Promise<void>((resolve) => held.push(resolve))
        return next()
      },
    })
    expect(await home(filler, 'viewer')).toEqual(['second'])
    await settle()
    expect(held).toHaveLength(1)
    await edit('third')
    for (const release of held) release()
    await settle()
    expect(await home(world.engine({ ...shared, cache }), 'viewer')).toEqual(['third'])
  })
})

describe('an edit', () => {
  test('changes what it names, keeps the rest, and raises the version by one', async () => {
    const world = new World()
    const engine = world.engine()
    const post = await say(engine, 'author', 'first', { topics: ['a'], contentType: 'text/plain', mediaRefs: ['m'] })
    const request = { postId: post.id, authorId: 'author' }
    const topical = await engine.editPost({ ...request, topics: ['b', 'c'] })
    expect(topical).toEqual({ ...post, topics: ['b', 'c'], version: 2 })
    const plain = await engine.editPost({ ...request, topics: [], body: { text: 'second' }, contentType: 'text/html' })
    expect(plain).toEqual({ ...post, topics: [], body: { text: 'second' }, contentType: 'text/html', version: 3 })
    expect(await engine.getPost({ postId: post.id, viewerId: 'anybody' })).toEqual(plain)
  })

  test('that is repeated stores nothing', async () => {
    const { edit, writer, post } = await scene()
    expect((await edit('second')).version).toBe(2)
    expect((await edit('second')).version).toBe(2)
    expect((await edit('second', 1)).version).toBe(2)
    expect(await writer.postHistory({ postId: post.id, viewerId: 'viewer' })).toHaveLength(2)
  })

  test('of a version that is no longer the current one is refused, and changes nothing', async () => {
    const { edit, reader } = await scene()
    await edit('second', 1)
    expect(await refusal(() => edit('third', 1))).toMatchObject({
      code: 'VERSION_CONFLICT',
      field: 'expectedVersion',
      outcome: 'not-applied',
    })
    expect(await home(reader, 'viewer')).toEqual(['second'])
    expect((await edit('third', 2)).version).toBe(3)
  })

  test('of one version by two at once is made by one of them', async () => {
    const { edit, reader } = await scene()
    const results = await Promise.allSettled([edit('mine', 1), edit('theirs', 1)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const winner = results[0]?.status === 'fulfilled' ? 'mine' : 'theirs'
    expect(await home(reader, 'viewer')).toEqual([winner])
  })

  test('whose answer got lost is found done by the next try', async () => {
    const { world, shared, post, reader } = await scene()
    let lost = 0
    const unlucky = world.engine({
      ...shared,
      intercept: async ({ method }, next) => {
        const answer = await next()
        if (method !== 'update' || lost++ > 0) return answer
        throw new FeedError({
          code: 'OUTCOME_UNKNOWN',
          rule: 'the reply got lost',
          retryable: true,
          outcome: 'unknown',
        })
      },
    })
    const request = { postId: post.id, authorId: 'author', body: { text: 'second' }, expectedVersion: 1 }
    const edited = await world.time.run(unlucky.editPost(request))
    expect(edited).toMatchObject({ version: 2, body: { text: 'second' } })
    expect(lost).toBe(2)
    expect(await home(reader, 'viewer')).toEqual(['second'])
  })

  test('leaves the idempotency key with its post', async () => {
    const world = new World()
    const engine = world.engine()
    const request = { authorId: 'author', body: { text: 'first' }, idempotencyKey: 'key' }
    const post = await engine.publish(request)
    const edited = await engine.editPost({ postId: post.id, authorId: 'author', body: { text: 'second' } })
    expect(await engine.publish(request)).toEqual(edited)
  })
})

describe('the history of a post', () => {
  test('tells what it said before each edit, to those who may see it', async () => {
    const { world, edit, writer, post } = await scene()
    const request = { postId: post.id, viewerId: 'viewer' }
    expect(await writer.postHistory(request)).toEqual([{ version: 1, body: { text: 'first' } }])
    const firstEditMs = world.time.now()
    await edit('second')
    await writer.setPostVisibility({ postId: post.id, authorId: 'author', visibility: 'followers' })
    world.time.jump(1_000)
    await edit('third')
    expect(await writer.postHistory(request)).toEqual([
      { version: 4, body: { text: 'third' } },
      { version: 3, body: { text: 'second' }, replacedAtMs: firstEditMs + 1_000 },
      { version: 1, body: { text: 'first' }, replacedAtMs: firstEditMs },
    ])
    expect(await writer.postHistory({ ...request, viewerId: 'stranger' })).toEqual([])
    await writer.withholdPost({ postId: post.id })
    expect(await writer.postHistory(request)).toEqual([])
    await writer.releasePost({ postId: post.id })
    expect(await writer.postHistory(request)).toHaveLength(3)
    await writer.deletePost({ postId: post.id, authorId: 'author' })
    expect(await writer.postHistory(request)).toEqual([])
  })

  test('read beside an edit has each version once', async () => {
    const { world, shared, edit, post } = await scene()
    const slow = world.engine({
      ...shared,
      intercept: async ({ method }, next) => {
        if (method === 'history') await edit('second')
        return next()
      },
    })
    expect(await slow.postHistory({ postId: post.id, viewerId: 'viewer' })).toEqual([
      { version: 1, body: { text: 'first' } },
    ])
  })
})
