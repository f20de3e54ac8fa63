import { describe, expect, test } from 'vitest'
import { followAll, home, ids, say, sayMany, World, wholeHome } from '../support/world'

const VIEWERS = ['viewer', 'author'] as const

async function scene(followers = Number.POSITIVE_INFINITY) {
  const world = new World()
  const options = { policy: { kind: 'threshold', followers } } as const
  const engine = world.engine(options)
  const moderator = world.engine({ ...options, workers: 'none' })
  await followAll(engine, ['viewer'], ['author', 'fan'])
  const posts = await sayMany(engine, 'author', 'post', 7)
  await world.time.run(engine.drain())
  return { world, engine, moderator, posts, postIds: posts.map(({ id }) => id).reverse() }
}

describe.each([
  ['pushed', Number.POSITIVE_INFINITY],
  ['pulled', 1],
])('a post that is withheld, %s', (_, followers) => {
  test('is gone from every feed of everybody, and comes back to its place at every page', async () => {
    const { engine, moderator, postIds } = await scene(followers)
    for (const [place, postId] of postIds.entries()) {
      const others = postIds.filter((id) => id !== postId)
      for (let round = 0; round < 2; round++) {
        await moderator.withholdPost({ postId })
        for (const viewerId of VIEWERS) {
          expect(await wholeHome(engine, viewerId, 2)).toEqual(others)
          expect(await wholeHome(engine, viewerId, 3, 'strict')).toEqual(others)
          expect(ids(await engine.userTimeline({ viewerId, authorId: 'author' }))).toEqual(others)
          expect(await engine.getPost({ postId, viewerId })).toBeNull()
        }
        await moderator.releasePost({ postId })
        for (const viewerId of VIEWERS) {
          expect(await wholeHome(engine, viewerId, 2)).toEqual(postIds)
          expect((await wholeHome(engine, viewerId, 3, 'strict'))[place]).toBe(postId)
          expect((await engine.getPost({ postId, viewerId }))?.state).toBe('visible')
        }
      }
    }
  })
})

test('a page that was begun before goes on without it, and with it after the release', async () => {
  const { engine, moderator, postIds } = await scene()
  const first = await engine.homeTimeline({ viewerId: 'viewer', limit: 2 })
  const rest = { viewerId: 'viewer', limit: 100, cursor: first.nextCursor as string }
  await moderator.withholdPost({ postId: postIds[3] as string })
  expect(ids(await engine.homeTimeline(rest))).toEqual([postIds[2], ...postIds.slice(4)])
  await moderator.releasePost({ postId: postIds[3] as string })
  expect(ids(await engine.homeTimeline(rest))).toEqual(postIds.slice(2))
})

test('hides its reposts, which come back with it', async () => {
  const { world, engine, moderator, postIds } = await scene()
  const postId = postIds[6] as string
  for (let index = 0; index < 50; index++) await say(engine, 'fan', `between ${index}`)
  const repost = await engine.publish({ authorId: 'fan', repostOf: postId })
  await world.time.run(engine.drain())
  expect(await wholeHome(engine, 'viewer')).toContain(repost.id)
  await moderator.withholdPost({ postId })
  expect(await wholeHome(engine, 'viewer')).not.toContain(repost.id)
  expect(await wholeHome(engine, 'fan')).not.toContain(repost.id)
  await moderator.releasePost({ postId })
  expect(await wholeHome(engine, 'viewer')).toContain(repost.id)
})

test('withholding and releasing twice is no error, and stores nothing the second time', async () => {
  const { world, moderator, postIds } = await scene()
  const postId = postIds[0] as string
  const versions = async (): Promise<number | undefined> =>
    (await world.stores.posts.versions({ tenant: 'default', postIds: [postId] })).get(postId)
  await moderator.releasePost({ postId })
  expect(await versions()).toBe(1)
  for (let time = 0; time < 2; time++) await moderator.withholdPost({ postId })
  expect(await versions()).toBe(2)
  for (let time = 0; time < 2; time++) await moderator.releasePost({ postId })
  expect(await versions()).toBe(3)
})

test('stays withheld whatever its author does to it, but for deleting it', async () => {
  const { engine, moderator, postIds } = await scene()
  const own = { postId: postIds[0] as string, authorId: 'author' }
  await moderator.withholdPost({ postId: own.postId })
  expect((await engine.editPost({ ...own, body: { text: 'better' } })).state).toBe('withheld')
  expect((await engine.setPostVisibility({ ...own, visibility: 'public' })).state).toBe('withheld')
  expect(await home(engine, 'viewer')).not.toContain('better')
  await moderator.releasePost({ postId: own.postId })
  expect((await home(engine, 'viewer'))[0]).toBe('better')
  await moderator.withholdPost({ postId: own.postId })
  await engine.deletePost(own)
  await expect(moderator.releasePost({ postId: own.postId })).rejects.toMatchObject({ code: 'GONE' })
  expect(await wholeHome(engine, 'author')).toEqual(postIds.slice(1))
})

test('a delete wins over a release that is under way', async () => {
  const { world, engine, postIds } = await scene()
  const postId = postIds[0] as string
  await engine.withholdPost({ postId })
  const late = world.engine({
    workers: 'none',
    intercept: async ({ method }, next) => {
      if (method === 'update') await engine.deletePost({ postId, authorId: 'author' })
      return next()
    },
  })
  await expect(late.releasePost({ postId })).rejects.toMatchObject({ code: 'GONE' })
  expect(await wholeHome(engine, 'viewer')).toEqual(postIds.slice(1))
})
