import { describe, expect, test } from 'vitest'
import { hang, replyLost, unavailable } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { followAll, say, type TestEngine, World } from '../support/world'

interface Write {
  readonly name: string
  readonly port: string
  readonly call: (
    engine: TestEngine,
    postId: string,
    options?: { signal?: AbortSignal; deadlineMs?: number },
  ) => Promise<unknown>
}

const FOLLOW = { followerId: 'alice', followeeId: 'bob' }
const PAIR = { userId: 'alice', targetId: 'bob' }

const WRITES: readonly Write[] = [
  { name: 'publish', port: 'put', call: (e, _id, o) => e.publish({ authorId: 'alice', body: { text: 'x' } }, o) },
  { name: 'deletePost', port: 'tombstone', call: (e, postId, o) => e.deletePost({ postId, authorId: 'alice' }, o) },
  {
    name: 'setPostVisibility',
    port: 'update',
    call: (e, postId, o) => e.setPostVisibility({ postId, authorId: 'alice', visibility: 'private' }, o),
  },
  { name: 'follow', port: 'follow', call: (e, _id, o) => e.follow(FOLLOW, o) },
  { name: 'unfollow', port: 'unfollow', call: (e, _id, o) => e.unfollow(FOLLOW, o) },
  { name: 'approveFollow', port: 'approveFollow', call: (e, _id, o) => e.approveFollow(FOLLOW, o) },
  { name: 'mute', port: 'mute', call: (e, _id, o) => e.mute(PAIR, o) },
  { name: 'unmute', port: 'unmute', call: (e, _id, o) => e.unmute(PAIR, o) },
  { name: 'block', port: 'block', call: (e, _id, o) => e.block(PAIR, o) },
  { name: 'unblock', port: 'unblock', call: (e, _id, o) => e.unblock(PAIR, o) },
  {
    name: 'setAccountVisibility',
    port: 'setAccountVisibility',
    call: (e, _id, o) => e.setAccountVisibility({ userId: 'alice', visibility: 'private' }, o),
  },
  { name: 'replay', port: 'replay', call: (e, _id, o) => e.replay({ fromMs: 0 }, o) },
]

const READS: readonly Write[] = [
  { name: 'homeTimeline', port: 'viewerRelations', call: (e, _id, o) => e.homeTimeline({ viewerId: 'alice' }, o) },
  {
    name: 'userTimeline',
    port: 'listByAuthors',
    call: (e, _id, o) => e.userTimeline({ viewerId: 'alice', authorId: 'alice' }, o),
  },
  { name: 'getPost', port: 'getMany', call: (e, postId, o) => e.getPost({ viewerId: 'alice', postId }, o) },
  { name: 'rebuildTimeline', port: 'evict', call: (e, _id, o) => e.rebuildTimeline({ viewerId: 'alice' }, o) },
  { name: 'drain', port: 'pending', call: (e, _id, o) => e.drain(o) },
]

async function scene(interceptor: Interceptor): Promise<{ world: World; engine: TestEngine; postId: string }> {
  const world = new World()
  const setup = world.engine({ workers: 'none' })
  await followAll(setup, ['alice'], ['bob'])
  const { id: postId } = await say(setup, 'alice', 'post')
  return { world, engine: world.engine({ workers: 'none', intercept: interceptor }), postId }
}

const hangsIn =
  (port: string): Interceptor =>
  ({ method }, next) =>
    method === port ? hang() : next()

describe.each(WRITES)('$name over a store that never answers', ({ port, call }) => {
  test.each([undefined, 250])('fails at its deadline of %s ms with OUTCOME_UNKNOWN', async (deadlineMs) => {
    const { world, engine, postId } = await scene(hangsIn(port))
    const startedAtMs = world.time.now()
    await expect(
      world.time.run(call(engine, postId, deadlineMs === undefined ? undefined : { deadlineMs })),
    ).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', outcome: 'unknown', retryable: true })
    expect(world.time.now() - startedAtMs).toBe(deadlineMs ?? 10_000)
  })

  test('is over as soon as its signal aborts, and its outcome is unknown', async () => {
    const { world, engine, postId } = await scene(hangsIn(port))
    const controller = new AbortController()
    const startedAtMs = world.time.now()
    const running = call(engine, postId, { signal: controller.signal })
    world.time.setTimeout(() => controller.abort(), 100)
    await expect(world.time.run(running)).rejects.toMatchObject({ code: 'ABORTED', outcome: 'unknown' })
    expect(world.time.now() - startedAtMs).toBe(100)
    expect(world.time.pending).toBe(0)
  })

  test('calls an error that is not a store’s own INTERNAL, its outcome unknown', async () => {
    const { engine, postId } = await scene(({ method }, next) => {
      if (method === port) throw new TypeError('undefined is not a function')
      return next()
    })
    await expect(call(engine, postId)).rejects.toMatchObject({ code: 'INTERNAL', outcome: 'unknown' })
  })
})

describe.each(READS)('$name over a store that never answers', ({ port, call }) => {
  test('fails at its deadline with DEADLINE_EXCEEDED', async () => {
    const { world, engine, postId } = await scene(hangsIn(port))
    const startedAtMs = world.time.now()
    await expect(world.time.run(call(engine, postId, { deadlineMs: 250 }))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      outcome: 'not-applied',
    })
    expect(world.time.now() - startedAtMs).toBe(250)
  })

  test('is over as soon as its signal aborts', async () => {
    const { world, engine, postId } = await scene(hangsIn(port))
    const controller = new AbortController()
    const running = call(engine, postId, { signal: controller.signal })
    world.time.setTimeout(() => controller.abort(), 100)
    await expect(world.time.run(running)).rejects.toMatchObject({ code: 'ABORTED', outcome: 'not-applied' })
  })
})

test('a write that went through although the clock passed its deadline meanwhile is not called "not applied"', async () => {
  const { world, engine } = await scene(async ({ method }, next) => {
    const answer = await next()
    if (method === 'put') world.time.jump(20_000)
    return answer
  })
  await expect(say(engine, 'alice', 'late')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', outcome: 'unknown' })
})

test('a write whose time is up between two steps is OUTCOME_UNKNOWN, never DEADLINE_EXCEEDED', async () => {
  const { world, engine } = await scene(async ({ method }, next) => {
    const answer = await next()
    if (method === 'authorState') world.time.jump(20_000)
    return answer
  })
  await expect(say(engine, 'alice', 'late')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', outcome: 'unknown' })
})

test('a try that failed for certain says nothing about the one before it', async () => {
  let tries = 0
  const { world, engine } = await scene(({ method }, next) => {
    if (method !== 'put') return next()
    tries++
    throw tries === 1 ? replyLost() : unavailable()
  })
  await expect(world.time.run(say(engine, 'alice', 'text'))).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    outcome: 'unknown',
  })
  expect(tries).toBeGreaterThan(1)
})

test('a store that cannot be reached is UNAVAILABLE, and nothing has happened', async () => {
  const { world, engine } = await scene(({ method }, next) => {
    if (method === 'put') throw unavailable()
    return next()
  })
  await expect(world.time.run(say(engine, 'alice', 'text'))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    outcome: 'not-applied',
    retryable: true,
  })
})

test('a post that is stored but cannot be shown to its author yet is unknown, and repeating the call mends it', async () => {
  let broken = true
  const { world, engine } = await scene(({ method }, next) => {
    if (broken && (method === 'push' || method === 'recordDelivery')) throw unavailable()
    return next()
  })
  await engine.homeTimeline({ viewerId: 'alice' })
  const key = { idempotencyKey: 'key' }
  await expect(world.time.run(say(engine, 'alice', 'text', key))).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  broken = false
  const { id } = await say(engine, 'alice', 'text', key)
  const { items } = await engine.homeTimeline({ viewerId: 'alice' })
  expect(items[0]?.post.id).toBe(id)
})

test('an aborted read leaves nothing behind', async () => {
  const { world, engine, postId } = await scene(({ method }, next) => (method === 'getMany' ? hang() : next()))
  const controller = new AbortController()
  const running = engine.getPost({ viewerId: 'alice', postId }, { signal: controller.signal })
  controller.abort()
  await expect(running).rejects.toMatchObject({ code: 'ABORTED' })
  expect(world.time.pending).toBe(0)
})
