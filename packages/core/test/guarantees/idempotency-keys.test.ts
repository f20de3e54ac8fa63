import { expect, test } from 'vitest'
import type { PublishRequest } from '../../src/index'
import { hang, replyLost, unavailable } from '../support/faults'
import { type Body, followAll, home, say, type TestEngine, World } from '../support/world'

const KEY = { idempotencyKey: 'key' }

async function postsOf(engine: TestEngine, authorId: string): Promise<number> {
  return (await engine.userTimeline({ viewerId: authorId, authorId, limit: 100 })).items.length
}

test('the same key and content is the same post, from any process, at any time, in parallel too', async () => {
  const world = new World()
  const engines = [world.engine({ workers: 'none' }), world.engine({ workers: 'none' })]
  const calls = Array.from({ length: 10 }, (_, index) => engines[index % 2]).flatMap((engine) => engine ?? [])
  const posts = await Promise.all(calls.map((engine) => say(engine, 'author', 'text', KEY)))
  await world.time.advance(86_400_000)
  for (const engine of engines) posts.push(await say(engine, 'author', 'text', KEY))
  for (const post of posts) expect(post).toEqual(posts[0])
  for (const engine of engines) expect(await postsOf(engine, 'author')).toBe(1)
})

test('the same key with any other content is a conflict, and changes nothing', async () => {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  const other = await say(engine, 'other', 'to refer to')
  const request: PublishRequest<Body> = {
    authorId: 'author',
    body: { text: 'text' },
    idempotencyKey: 'key',
    topics: ['a', 'b'],
    expiresAtMs: world.time.now() + 60_000,
  }
  const post = await engine.publish(request)
  const changes: readonly Partial<PublishRequest<Body>>[] = [
    { body: { text: 'text ' } },
    { visibility: 'followers' },
    { topics: ['b', 'a'] },
    { topics: ['a,b'] },
    { mediaRefs: [] },
    { contentType: 'text/plain' },
    { homeRegion: 'eu' },
    { expiresAtMs: world.time.now() + 60_001 },
    { inReplyTo: other.id },
    { quoteOf: other.id },
    { id: other.id },
  ]
  for (const change of changes) {
    await expect(engine.publish({ ...request, ...change })).rejects.toMatchObject({ code: 'ID_CONFLICT' })
  }
  const { topics: _topics, ...without } = request
  await expect(engine.publish(without)).rejects.toMatchObject({ code: 'ID_CONFLICT', field: 'idempotencyKey' })
  expect(await engine.publish(request)).toEqual(post)
  expect(await engine.getPost({ postId: post.id, viewerId: 'author' })).toEqual(post)
  expect(await postsOf(engine, 'author')).toBe(1)
})

test('spelling the defaults out is the same content', async () => {
  const engine = new World().engine({ workers: 'none' })
  const post = await say(engine, 'author', 'text', KEY)
  expect(await say(engine, 'author', 'text', { ...KEY, visibility: 'public' })).toEqual(post)
})

test('keys are the author’s own, and posts without a key are never the same', async () => {
  const engine = new World().engine({ workers: 'none' })
  const posts = [
    await say(engine, 'one', 'text', KEY),
    await say(engine, 'two', 'text', KEY),
    await say(engine, 'one', 'text'),
    await say(engine, 'one', 'text'),
  ]
  expect(new Set(posts.map(({ id }) => id)).size).toBe(4)
})

test('a key answers with the post as it is by now', async () => {
  const engine = new World().engine({ workers: 'none' })
  const { id } = await say(engine, 'author', 'text', KEY)
  await engine.setPostVisibility({ postId: id, authorId: 'author', visibility: 'private' })
  expect(await say(engine, 'author', 'text', KEY)).toMatchObject({ id, visibility: 'private', version: 2 })
})

test('an id of the caller’s own is as good as a key', async () => {
  const engine = new World().engine({ workers: 'none' })
  const { id } = await say(engine, 'author', 'text', { id: '123456789' })
  expect((await say(engine, 'author', 'text', { id })).id).toBe('123456789')
  expect(await postsOf(engine, 'author')).toBe(1)
})

test.each([
  { when: 'before it was stored', stores: false },
  { when: 'after it was stored', stores: true },
])('a publish whose outcome is unknown, $when: the same key finds out, and there is one post', async ({ stores }) => {
  const world = new World()
  const hanging = world.engine({
    workers: 'none',
    intercept: async ({ method }, next) => {
      if (method !== 'put') return next()
      if (stores) await next()
      return hang()
    },
  })
  const engine = world.engine({ workers: 'none' })
  await followAll(engine, ['follower'], ['author'])
  await expect(world.time.run(say(hanging, 'author', 'text', KEY))).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    outcome: 'unknown',
    retryable: true,
  })
  expect(await postsOf(engine, 'author')).toBe(stores ? 1 : 0)
  await say(engine, 'author', 'text', KEY)
  expect(await postsOf(engine, 'author')).toBe(1)
  expect(await home(engine, 'author')).toEqual(['text'])
})

test.each([
  { what: 'a reply that is lost', fault: replyLost, stores: true },
  { what: 'a store that cannot be reached', fault: unavailable, stores: false },
])('$what, twice: the engine tries again by itself, and there is one post, key or not', async ({ fault, stores }) => {
  for (const more of [{}, KEY]) {
    const world = new World()
    let left = 2
    const engine = world.engine({
      intercept: async ({ method }, next) => {
        if (method !== 'put' || left-- <= 0) return next()
        if (stores) await next()
        throw fault()
      },
    })
    await followAll(engine, ['follower'], ['author'])
    await home(engine, 'follower')
    const { id } = await world.time.run(say(engine, 'author', 'text', more))
    await world.time.run(engine.drain())
    expect(
      (await engine.userTimeline({ viewerId: 'author', authorId: 'author' })).items.map(({ post }) => post.id),
    ).toEqual([id])
    expect(await world.cachedPositions('follower')).toHaveLength(1)
    await engine.close()
  }
})
