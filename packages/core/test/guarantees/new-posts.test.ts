import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeedPage, HomeTimelineRequest, Post } from '../../src/index'
import { type Body, followAll, ids, say, sayMany, World } from '../support/world'

const AUTHORS = ['ann', 'ben', 'cleo'] as const

/** A viewer of three authors; those with two followers are pulled. */
async function scene(followers = Number.POSITIVE_INFINITY, maxEntries = 500) {
  const world = new World()
  const engine = world.engine({ policy: { kind: 'threshold', followers }, timeline: { maxEntries } })
  await followAll(engine, ['viewer'], AUTHORS)
  await followAll(engine, ['another'], ['ann'])
  const settled = (): Promise<void> => world.time.run(engine.drain())
  const home = (request: Partial<HomeTimelineRequest> = {}): Promise<FeedPage<Body>> =>
    engine.homeTimeline({ viewerId: 'viewer', ...request })
  const top = async (): Promise<string> => (await home()).topCursor as string
  const fresh = (since: string, cap?: number): Promise<unknown> =>
    engine.newPosts({ viewerId: 'viewer', since, ...(cap === undefined ? {} : { cap }) })
  return { world, engine, settled, home, top, fresh }
}

describe('newPosts', () => {
  test.each([
    ['pushed', Number.POSITIVE_INFINITY],
    ['partly pulled', 2],
    ['pulled', 1],
  ])('counts what came after a page, up to the cap, where posts are %s', async (_, followers) => {
    const { engine, settled, top, fresh } = await scene(followers)
    const none = await top()
    await sayMany(engine, 'ann', 'old', 30)
    await settled()
    expect(await fresh(none)).toEqual({ count: 20, capped: true })
    expect(await fresh(none, 29)).toEqual({ count: 29, capped: true })
    expect(await fresh(none, 30)).toEqual({ count: 30, capped: false })
    const since = await top()
    expect(await fresh(since)).toEqual({ count: 0, capped: false })
    for (const [index, author] of AUTHORS.entries()) {
      await say(engine, author, 'new')
      await settled()
      expect(await fresh(since)).toEqual({ count: index + 1, capped: false })
    }
    expect(await fresh(since, 2)).toEqual({ count: 2, capped: true })
    expect(await fresh(await top())).toEqual({ count: 0, capped: false })
  })

  test('counts what the feed would show: nothing that is hidden, no repost twice, own posts too', async () => {
    const { world, engine, settled, top, fresh } = await scene()
    const since = await top()
    const original = await say(engine, 'ann', 'by ann')
    const gone = await say(engine, 'ann', 'gone')
    const held = await say(engine, 'ben', 'held')
    await say(engine, 'ann', 'diary', { visibility: 'private' })
    await say(engine, 'stranger', 'not followed')
    await say(engine, 'viewer', 'own')
    await engine.publish({ authorId: 'ben', repostOf: original.id })
    await engine.publish({ authorId: 'cleo', repostOf: original.id })
    await say(engine, 'ben', 'story', { expiresAtMs: world.time.now() + 1_000 })
    await settled()
    expect(await fresh(since)).toEqual({ count: 6, capped: false })
    await engine.deletePost({ postId: gone.id, authorId: 'ann' })
    expect(await fresh(since)).toEqual({ count: 5, capped: false })
    await engine.withholdPost({ postId: held.id })
    expect(await fresh(since)).toEqual({ count: 4, capped: false })
    world.time.jump(2_000)
    expect(await fresh(since)).toEqual({ count: 3, capped: false })
    await engine.mute({ userId: 'viewer', targetId: 'ann' })
    expect(await fresh(since)).toEqual({ count: 1, capped: false })
    await engine.unmute({ userId: 'viewer', targetId: 'ann' })
    await engine.releasePost({ postId: held.id })
    expect(await fresh(since)).toEqual({ count: 4, capped: false })
  })

  test('looks at nothing below the mark', async () => {
    const { world, engine, settled, home } = await scene(2)
    for (const author of AUTHORS) await sayMany(engine, author, 'old', 10)
    await settled()
    await home()
    const read: string[] = []
    const watched = world.engine({
      workers: 'none',
      policy: { kind: 'threshold', followers: 2 },
      intercept: ({ port, method, params }, next) => {
        if (port === 'posts' && method !== 'listByAuthors') {
          read.push(...(params as { readonly postIds: readonly string[] }).postIds)
        }
        if (port === 'posts' && method === 'listByAuthors') read.push('listed')
        return next()
      },
    })
    const { topCursor = '' } = await watched.homeTimeline({ viewerId: 'viewer' })
    const pulls = new Set(read)
    read.length = 0
    expect(await watched.newPosts({ viewerId: 'viewer', since: topCursor })).toEqual({ count: 0, capped: false })
    expect(read.filter((id) => id !== 'listed')).toEqual([])
    const post = await say(engine, 'ben', 'new')
    await settled()
    read.length = 0
    expect(await watched.newPosts({ viewerId: 'viewer', since: topCursor })).toEqual({ count: 1, capped: false })
    expect(new Set(read.filter((id) => id !== 'listed'))).toEqual(new Set([post.id]))
    expect(pulls.size).toBeGreaterThan(10)
  })

  test('leaves the timeline as deep as it was, also where a new followee is merged in', async () => {
    const { engine, world, settled, home, top, fresh } = await scene()
    for (const author of AUTHORS) await sayMany(engine, author, 'old', 5)
    await settled()
    const since = await top()
    await sayMany(engine, 'dora', 'late', 3)
    await engine.follow({ followerId: 'viewer', followeeId: 'dora' })
    expect(await fresh(since)).toEqual({ count: 3, capped: false })
    await settled()
    const before = await world.timelineOf('viewer')
    expect(before?.entries).toHaveLength(18)
    expect((await home({ limit: 100 })).items).toHaveLength(18)
  })
})

describe('gapCursor', () => {
  test('is absent where the newest page reaches what was seen before', async () => {
    const { engine, settled, home, top } = await scene()
    await sayMany(engine, 'ann', 'old', 5)
    await settled()
    const since = await top()
    expect((await home({ since, limit: 3 })).gapCursor).toBeUndefined()
    await sayMany(engine, 'ann', 'new', 3)
    await settled()
    expect((await home({ since, limit: 3 })).gapCursor).toBeUndefined()
    const page = await home({ since, limit: 2 })
    expect(page.gapCursor).toBeDefined()
    const rest = await home({ cursor: page.gapCursor as string, limit: 2 })
    expect(rest.items.map(({ post }) => post.body?.text)).toEqual(['new 1'])
    expect(rest).not.toHaveProperty('gapCursor')
    expect(rest).not.toHaveProperty('topCursor')
    const below = await home({ cursor: rest.nextCursor as string, limit: 2 })
    expect(below.items.map(({ post }) => post.body?.text)).toEqual(['old 5', 'old 4'])
  })

  test('of a gap that is deleted meanwhile leads to an empty page, which leads on', async () => {
    const { engine, settled, home, top } = await scene()
    await sayMany(engine, 'ann', 'old', 2)
    await settled()
    const since = await top()
    const [first] = await sayMany(engine, 'ann', 'new', 2)
    await settled()
    const { gapCursor = '' } = await home({ since, limit: 1 })
    await engine.deletePost({ postId: first?.id ?? '', authorId: 'ann' })
    const page = await home({ cursor: gapCursor })
    expect(page.items).toEqual([])
    expect(page.gapCursor).toBeUndefined()
    expect(ids(await home({ cursor: page.nextCursor as string }))).toHaveLength(2)
  })

  test('pages of the gap, the page above and the pages of before are the feed, once each, whatever happens meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          followers: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
          maxEntries: fc.constantFrom(4, 500),
          old: fc.integer({ min: 0, max: 12 }),
          fresh: fc.integer({ min: 0, max: 14 }),
          limit: fc.integer({ min: 1, max: 5 }),
          deletes: fc.array(fc.nat(30), { maxLength: 5 }),
          reposts: fc.array(fc.nat(30), { maxLength: 3 }),
        }),
        async ({ followers, maxEntries, old, fresh, limit, deletes, reposts }) => {
          const { engine, settled, home } = await scene(followers, maxEntries)
          const posts: Post<Body>[] = []
          const publish = async (count: number): Promise<void> => {
            for (let index = 0; index < count; index++) {
              posts.push(await say(engine, AUTHORS[(posts.length * 7) % 3] ?? 'ann', `post ${posts.length}`))
            }
          }
          await publish(old)
          await settled()
          const before = await scroll(home, {}, limit)
          await publish(fresh)
          for (const repost of reposts) {
            const original = posts[repost % Math.max(1, posts.length)]
            if (original !== undefined) posts.push(await engine.publish({ authorId: 'ben', repostOf: original.id }))
          }
          await settled()
          const expected = await engine.newPosts({ viewerId: 'viewer', since: before.top, cap: 100 })

          const gap: string[] = []
          const deleted = new Set<string>()
          let page = await home({ since: before.top, limit })
          const first = ids(page)
          expect(page.topCursor).toBeDefined()
          while (page.gapCursor !== undefined) {
            const victim = posts[(deletes.pop() ?? 99) % 40]
            if (victim !== undefined) {
              await engine.deletePost({ postId: victim.id, authorId: victim.authorId })
              deleted.add(victim.id)
            }
            await say(engine, 'cleo', 'meanwhile')
            page = await home({ cursor: page.gapCursor, limit })
            gap.push(...ids(page))
          }
          const reached = new Set(before.ids)
          expect(gap.filter((id) => reached.has(id))).toEqual([])
          const above = [...first.filter((id) => !reached.has(id)), ...gap]
          expect(above).toEqual([...new Set(above)].sort().reverse())
          if (deleted.size === 0) expect(above).toHaveLength(expected.count)

          const rest = page.nextCursor === undefined ? [] : (await scroll(home, { cursor: page.nextCursor }, limit)).ids
          const all = [...first, ...gap, ...rest]
          expect(all).toEqual([...new Set(all)].sort().reverse())
          const missing = posts.filter(
            ({ id, repostOf }) => !all.includes(id) && !deleted.has(id) && repostOf === undefined,
          )
          expect(missing).toEqual([])
          if (deleted.size > 0) return
          const feed = await scroll(home, { read: 'strict' }, 100)
          const known = new Set(posts.map(({ id }) => id))
          expect(all.filter((id) => known.has(id))).toEqual(feed.ids.filter((id) => known.has(id)))
        },
      ),
      { numRuns: 25 },
    )
  })
})

type Home = (request: Partial<HomeTimelineRequest>) => Promise<FeedPage<Body>>

/** From a page to the end of the feed. */
async function scroll(
  home: Home,
  from: Partial<HomeTimelineRequest>,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly top: string }> {
  let page = await home({ ...from, limit })
  const top = page.topCursor ?? ''
  const all = [...ids(page)]
  while (page.nextCursor !== undefined) {
    page = await home({ cursor: page.nextCursor, limit })
    all.push(...ids(page))
  }
  return { ids: all, top }
}
