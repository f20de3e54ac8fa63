import { describe, expect, test } from 'vitest'
import { followAll, home, homePages, say, texts, World } from '../support/world'

describe('replies', () => {
  test.each([
    { replies: 'all', seen: ['to self', 'to viewer', 'to stranger', 'to friend', 'plain'] },
    { replies: 'both-followed', seen: ['to self', 'to viewer', 'to friend', 'plain'] },
  ] as const)('of followees: $replies', async ({ replies, seen }) => {
    const engine = new World().engine({ workers: 'none', feed: { replies } })
    await followAll(engine, ['viewer'], ['author', 'friend'])
    const stranger = await say(engine, 'stranger', 'by stranger')
    const friend = await say(engine, 'friend', 'by friend')
    const viewer = await say(engine, 'viewer', 'by viewer')
    const plain = await say(engine, 'author', 'plain')
    for (const [text, { id }] of [
      ['to friend', friend],
      ['to stranger', stranger],
      ['to viewer', viewer],
      ['to self', plain],
    ] as const) {
      await say(engine, 'author', text, { inReplyTo: id })
    }
    const others = ['by viewer', 'by friend']
    expect(await home(engine, 'viewer')).toEqual([...seen, ...others])
    expect((await homePages(engine, 'viewer', 2)).flatMap(texts)).toEqual([...seen, ...others])
    expect((await homePages(engine, 'viewer', 2, 'strict')).flatMap(texts)).toEqual([...seen, ...others])
    const profile = await engine.userTimeline({ viewerId: 'viewer', authorId: 'author' })
    expect(texts(profile)).toEqual(['to self', 'to viewer', 'to stranger', 'to friend', 'plain'])
  })

  test('to a followee are shown though nothing else of the followee is', async () => {
    const engine = new World().engine({ workers: 'none', feed: { replies: 'both-followed' } })
    await followAll(engine, ['viewer'], ['author', 'friend'])
    const { id } = await say(engine, 'friend', 'gone')
    await say(engine, 'author', 'reply', { inReplyTo: id })
    await engine.deletePost({ postId: id, authorId: 'friend' })
    expect(await home(engine, 'viewer')).toEqual(['reply'])
  })

  test('appear and disappear with the follow of the author replied to, at once', async () => {
    const engine = new World().engine({ workers: 'none', feed: { replies: 'both-followed' } })
    await followAll(engine, ['viewer'], ['author'])
    const { id } = await say(engine, 'stranger', 'by stranger')
    await say(engine, 'author', 'reply', { inReplyTo: id })
    const follow = { followerId: 'viewer', followeeId: 'stranger' }
    expect(await home(engine, 'viewer')).toEqual([])
    await engine.follow(follow)
    expect(await home(engine, 'viewer')).toEqual(['reply', 'by stranger'])
    await engine.unfollow(follow)
    expect(await home(engine, 'viewer')).toEqual([])
  })
})

describe('expiry', () => {
  test.each([
    { how: 'pushed', followers: Number.POSITIVE_INFINITY },
    { how: 'pulled', followers: 1 },
  ])('hides a $how post from that very millisecond on, everywhere, from its author too', async ({ followers }) => {
    const world = new World()
    const engine = world.engine({ policy: { kind: 'threshold', followers } })
    await followAll(engine, ['viewer'], ['author', 'ben'])
    await home(engine, 'viewer')
    const { id } = await say(engine, 'author', 'story', { expiresAtMs: world.time.now() + 60_000 })
    await engine.publish({ authorId: 'ben', repostOf: id, body: { text: 'look' } })
    await world.time.run(engine.drain())
    const looks = async (): Promise<unknown> => ({
      home: await home(engine, 'viewer'),
      own: await home(engine, 'author'),
      user: texts(await engine.userTimeline({ viewerId: 'viewer', authorId: 'author' })),
      post: (await engine.getPost({ viewerId: 'viewer', postId: id })) !== null,
    })
    world.time.jump(59_999 - (world.time.now() - (await createdAt(world, id))))
    expect(await looks()).toEqual({ home: ['look', 'story'], own: ['story'], user: ['story'], post: true })
    world.time.jump(1)
    expect(await looks()).toEqual({ home: [], own: [], user: [], post: false })
    await engine.close()
  })
})

async function createdAt(world: World, postId: string): Promise<number> {
  const stored = await world.stores.posts.getMany({ tenant: 'default', postIds: [postId] })
  return (stored.get(postId)?.expiresAtMs ?? 0) - 60_000
}
