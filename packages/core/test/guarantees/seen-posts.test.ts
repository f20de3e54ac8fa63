import { describe, expect, test } from 'vitest'
import { hang, unavailable } from '../support/faults'
import { followAll, home, ids, sayMany, texts, World, type WorldEngineOptions } from '../support/world'

/** A viewer of a feed of six posts, five of them by one author, the oldest of them reposted by another one. */
async function scene(options: WorldEngineOptions = {}) {
  const world = new World()
  const engine = world.engine(options)
  await followAll(engine, ['viewer', 'other'], ['author', 'fan'])
  const posts = await sayMany(engine, 'author', 'post', 5)
  await world.time.run(engine.drain())
  const unseen = async (limit = 100): Promise<readonly (string | undefined)[]> =>
    texts(await engine.homeTimeline({ viewerId: 'viewer', hideSeen: true, limit }))
  const mark = (...postIds: readonly (string | undefined)[]): Promise<void> =>
    engine.markSeen({ viewerId: 'viewer', postIds: postIds.map((postId) => postId ?? '') })
  return { world, engine, postIds: posts.map(({ id }) => id), unseen, mark }
}

describe('with hideSeen', () => {
  test('a page leaves out what its viewer marked, and is filled up with what follows', async () => {
    const { engine, postIds, unseen, mark } = await scene()
    expect(await unseen()).toHaveLength(5)
    await mark(postIds[4], postIds[2])
    expect(await unseen()).toEqual(['post 4', 'post 2', 'post 1'])
    expect(await unseen(2)).toEqual(['post 4', 'post 2'])
    expect(await home(engine, 'viewer')).toHaveLength(5)
    const others = await engine.homeTimeline({ viewerId: 'other', hideSeen: true })
    expect(others.items).toHaveLength(5)
    expect(others.degraded).toEqual([])
  })

  test('the next cursor is absent where all that is left was seen', async () => {
    const { engine, postIds, mark } = await scene()
    await mark(postIds[0], postIds[1])
    const page = await engine.homeTimeline({ viewerId: 'viewer', hideSeen: true, limit: 3 })
    expect(page.items).toHaveLength(3)
    expect(page.nextCursor).toBeUndefined()
    expect((await engine.homeTimeline({ viewerId: 'viewer', limit: 3 })).nextCursor).toBeDefined()
  })

  test('a repost of what was seen is left out, and says so to who debugs', async () => {
    const { world, engine, postIds, mark } = await scene()
    const repost = await engine.publish({ authorId: 'fan', repostOf: postIds[0] as string })
    await world.time.run(engine.drain())
    await mark(postIds[0])
    const page = await engine.homeTimeline({ viewerId: 'viewer', hideSeen: true, debug: true })
    expect(ids(page)).not.toContain(repost.id)
    expect(page.dropped).toEqual([
      { postId: repost.id, reason: 'seen' },
      { postId: postIds[0], reason: 'seen' },
    ])
  })

  test('a ranked feed leaves it out too', async () => {
    const { engine, postIds, mark } = await scene()
    await mark(...postIds.slice(0, 3))
    const page = await engine.homeTimeline({ viewerId: 'viewer', ranking: 'ranked', hideSeen: true })
    expect(new Set(texts(page))).toEqual(new Set(['post 4', 'post 5']))
  })

  test('a post may be named twice, and of more than 2,000 those are forgotten that were seen longest ago', async () => {
    const { world, postIds, unseen, mark } = await scene()
    await mark(...postIds, ...postIds)
    expect(await unseen()).toEqual([])
    for (let call = 0; call < 20; call++) {
      world.time.jump(60_000)
      await mark(
        ...Array.from({ length: 100 }, (_, index) => String(4_294_967_296_000_001n + BigInt(call * 100 + index))),
      )
    }
    expect(await unseen()).toHaveLength(5)
  })

  test.each([
    ['fails', () => Promise.reject(unavailable())],
    ['hangs', hang],
  ])('a store that %s costs the option and nothing else, and the page says so', async (_, trouble) => {
    let broken = false
    const { world, engine, postIds, mark } = await scene({
      intercept: ({ port }, next) => (broken && port === 'signals' ? trouble() : next()),
    })
    await mark(...postIds)
    broken = true
    const page = await world.time.run(engine.homeTimeline({ viewerId: 'viewer', hideSeen: true, limit: 2 }))
    expect(texts(page)).toEqual(['post 5', 'post 4'])
    expect(page.degraded).toEqual(['seen-unavailable'])
  })

  test('one call asks about all posts of a page, and none does where nobody wants to know', async () => {
    const reads: unknown[] = []
    const { engine, unseen } = await scene({
      intercept: ({ port, method, params }, next) => {
        if (port === 'signals' && method === 'read') reads.push(params)
        return next()
      },
    })
    await unseen()
    expect(reads).toHaveLength(1)
    await home(engine, 'viewer')
    expect(reads).toHaveLength(1)
  })
})
