import { describe, expect, test } from 'vitest'
import type { PostVisibility } from '../../src/index'
import { unavailable } from '../support/faults'
import { followAll, home, ids, say, type TestEngine, World } from '../support/world'

interface Scene {
  readonly world: World
  /** Reads; its timelines are warm and hold everything. */
  readonly engine: TestEngine
  /** Another process over the same stores makes the change. */
  readonly other: TestEngine
  /** Cursor of a page above the posts. */
  readonly cursor: string
  readonly posts: Readonly<Record<'byAnn' | 'byBen' | 'repostByBen', string>>
}

/** A viewer who follows ann and ben; ann has posted, ben has posted, and has reposted ann. */
async function scene(followers = Number.POSITIVE_INFINITY): Promise<Scene> {
  const world = new World()
  const options = { policy: { kind: 'threshold', followers } } as const
  const engine = world.engine(options)
  const other = world.engine({ ...options, workers: 'none' })
  await followAll(engine, ['viewer'], ['ann', 'ben'])
  await home(engine, 'viewer')
  const byAnn = await say(engine, 'ann', 'by ann')
  const byBen = await say(engine, 'ben', 'by ben')
  await say(engine, 'viewer', 'between')
  for (let index = 0; index < 50; index++) await say(engine, 'viewer', `own ${index}`)
  const repostByBen = await engine.publish({ authorId: 'ben', repostOf: byAnn.id })
  await say(engine, 'viewer', 'on top')
  await world.time.run(engine.drain())
  const first = await engine.homeTimeline({ viewerId: 'viewer', limit: 1 })
  await engine.stopWorkers()
  const posts = { byAnn: byAnn.id, byBen: byBen.id, repostByBen: repostByBen.id }
  return { world, engine, other, cursor: first.nextCursor ?? '', posts }
}

/** Which of the three posts the viewer sees in the home timeline: at once, and on the next page of a scroll. */
async function visible({ engine, cursor, posts }: Scene): Promise<readonly string[]> {
  const names = Object.entries(posts)
  const shown = async (read: 'cached' | 'strict', from?: string): Promise<string[]> => {
    const page = await engine.homeTimeline({
      viewerId: 'viewer',
      limit: 100,
      read,
      ...(from === undefined ? {} : { cursor: from }),
    })
    return names.filter(([, id]) => ids(page).includes(id)).map(([name]) => name)
  }
  const cached = await shown('cached')
  expect(await shown('cached', cursor)).toEqual(cached)
  expect(await shown('strict')).toEqual(cached)
  return cached
}

interface Change {
  readonly name: string
  readonly act: (scene: Scene) => Promise<unknown>
  readonly left: readonly string[]
  /** What makes it undone, and what is seen then. */
  readonly undo?: (scene: Scene) => Promise<unknown>
}

const ALL = ['byAnn', 'byBen', 'repostByBen']
const ANN = { userId: 'viewer', targetId: 'ann' }
const BEN = { userId: 'viewer', targetId: 'ben' }
const setVisibility =
  (name: 'byAnn' | 'byBen' | 'repostByBen', visibility: PostVisibility) =>
  ({ other, posts }: Scene): Promise<unknown> =>
    other.setPostVisibility({ postId: posts[name], authorId: name === 'byAnn' ? 'ann' : 'ben', visibility })

const CHANGES: readonly Change[] = [
  {
    name: 'deleting a post takes it away, and its reposts',
    act: ({ other, posts }) => other.deletePost({ postId: posts.byAnn, authorId: 'ann' }),
    left: ['byBen'],
  },
  {
    name: 'deleting a repost leaves the original',
    act: ({ other, posts }) => other.deletePost({ postId: posts.repostByBen, authorId: 'ben' }),
    left: ['byAnn', 'byBen'],
  },
  {
    name: 'making a post private takes it away, and its reposts',
    act: setVisibility('byAnn', 'private'),
    left: ['byBen'],
    undo: setVisibility('byAnn', 'public'),
  },
  {
    name: 'withholding a post takes it away, and its reposts',
    act: ({ other, posts }) => other.withholdPost({ postId: posts.byAnn }),
    left: ['byBen'],
    undo: ({ other, posts }) => other.releasePost({ postId: posts.byAnn }),
  },
  {
    name: 'withholding a repost leaves the original',
    act: ({ other, posts }) => other.withholdPost({ postId: posts.repostByBen }),
    left: ['byAnn', 'byBen'],
    undo: ({ other, posts }) => other.releasePost({ postId: posts.repostByBen }),
  },
  {
    name: 'a post for followers stays with a follower',
    act: setVisibility('byAnn', 'followers'),
    left: ALL,
  },
  {
    name: 'muting hides posts, and reposts of them',
    act: ({ other }) => other.mute(ANN),
    left: ['byBen'],
    undo: ({ other }) => other.unmute(ANN),
  },
  {
    name: 'muting one who reposts leaves the original',
    act: ({ other }) => other.mute(BEN),
    left: ['byAnn'],
    undo: ({ other }) => other.unmute(BEN),
  },
  {
    name: 'unfollowing takes posts away, but not what others repost',
    act: ({ other }) => other.unfollow({ followerId: 'viewer', followeeId: 'ann' }),
    left: ['byBen', 'repostByBen'],
    undo: ({ other }) => other.follow({ followerId: 'viewer', followeeId: 'ann' }),
  },
  {
    name: 'blocking hides posts, and reposts of them',
    act: ({ other }) => other.block(ANN),
    left: ['byBen'],
    undo: async ({ other }) => {
      await other.unblock(ANN)
      await other.follow({ followerId: 'viewer', followeeId: 'ann' })
    },
  },
  {
    name: 'being blocked hides posts, and reposts of them',
    act: ({ other }) => other.block({ userId: 'ann', targetId: 'viewer' }),
    left: ['byBen'],
    undo: async ({ other }) => {
      await other.unblock({ userId: 'ann', targetId: 'viewer' })
      await other.follow({ followerId: 'viewer', followeeId: 'ann' })
    },
  },
  {
    name: 'a private account’s posts stay with its followers',
    act: ({ other }) => other.setAccountVisibility({ userId: 'ann', visibility: 'private' }),
    left: ALL,
  },
  {
    name: 'a private account’s posts are reposted to its followers alone',
    act: async ({ other }) => {
      await other.setAccountVisibility({ userId: 'ann', visibility: 'private' })
      await other.unfollow({ followerId: 'viewer', followeeId: 'ann' })
    },
    left: ['byBen'],
    undo: async ({ other }) => {
      await other.follow({ followerId: 'viewer', followeeId: 'ann' })
      await other.approveFollow({ followerId: 'viewer', followeeId: 'ann' })
    },
  },
]

describe.each([
  { how: 'pushed', followers: Number.POSITIVE_INFINITY },
  { how: 'pulled', followers: 1 },
])('with no worker running, for $how posts,', ({ followers }) => {
  test.each(CHANGES)('$name', async ({ act, left, undo }) => {
    const set = await scene(followers)
    expect(await visible(set)).toEqual(ALL)
    await act(set)
    expect(await visible(set)).toEqual(left)
    if (undo === undefined) return
    await undo(set)
    expect(await visible(set)).toEqual(ALL)
  })

  test('a new follow is seen at once, and its posts from before', async () => {
    const { engine, other } = await scene(followers)
    const post = await say(other, 'cat', 'by cat')
    expect(await home(engine, 'viewer')).not.toContain('by cat')
    await other.follow({ followerId: 'viewer', followeeId: 'cat' })
    expect(ids(await engine.homeTimeline({ viewerId: 'viewer', limit: 100 }))).toContain(post.id)
    await other.unfollow({ followerId: 'viewer', followeeId: 'cat' })
    expect(await home(engine, 'viewer')).not.toContain('by cat')
  })

  test('a follow that waits for approval shows nothing until it is approved', async () => {
    const { engine, other } = await scene(followers)
    await other.setAccountVisibility({ userId: 'cat', visibility: 'private' })
    await say(other, 'cat', 'by cat')
    const follow = { followerId: 'viewer', followeeId: 'cat' }
    expect(await other.follow(follow)).toEqual({ state: 'pending' })
    expect(await home(engine, 'viewer')).not.toContain('by cat')
    await other.approveFollow(follow)
    expect(await home(engine, 'viewer')).toContain('by cat')
  })
})

describe('for strangers', () => {
  const looks = async (engine: TestEngine, postId: string, viewerId = 'stranger'): Promise<readonly boolean[]> => {
    const page = await engine.userTimeline({ viewerId, authorId: 'ann' })
    return [(await engine.getPost({ postId, viewerId })) !== null, ids(page).includes(postId)]
  }

  test('a post and a profile are closed at once, and opened again', async () => {
    const { engine, other, posts } = await scene()
    const postId = posts.byAnn
    const seen = [true, true]
    const hidden = [false, false]
    expect(await looks(engine, postId)).toEqual(seen)

    for (const visibility of ['followers', 'private'] as const) {
      await other.setPostVisibility({ postId, authorId: 'ann', visibility })
      expect(await looks(engine, postId)).toEqual(hidden)
      expect(await looks(engine, postId, 'ann')).toEqual(seen)
      expect(await looks(engine, postId, 'viewer')).toEqual(visibility === 'followers' ? seen : hidden)
      await other.setPostVisibility({ postId, authorId: 'ann', visibility: 'public' })
      expect(await looks(engine, postId)).toEqual(seen)
    }

    await other.setAccountVisibility({ userId: 'ann', visibility: 'private' })
    expect(await looks(engine, postId)).toEqual(hidden)
    expect(await looks(engine, postId, 'viewer')).toEqual(seen)
    await other.setAccountVisibility({ userId: 'ann', visibility: 'public' })

    for (const pair of [
      { userId: 'ann', targetId: 'stranger' },
      { userId: 'stranger', targetId: 'ann' },
    ]) {
      await other.block(pair)
      expect(await looks(engine, postId)).toEqual(hidden)
      await other.unblock(pair)
      expect(await looks(engine, postId)).toEqual(seen)
    }

    await other.mute({ userId: 'stranger', targetId: 'ann' })
    expect(await looks(engine, postId)).toEqual(seen)
    await other.deletePost({ postId, authorId: 'ann' })
    expect(await looks(engine, postId)).toEqual(hidden)
  })
})

test('when relations or posts cannot be read, no page is shown rather than a stale one', async () => {
  const { world, posts } = await scene()
  for (const method of ['viewerRelations', 'getMany']) {
    const blind = world.engine({
      workers: 'none',
      intercept: (call, next) => {
        if (call.method === method) throw unavailable()
        return next()
      },
    })
    const failure = { code: 'UNAVAILABLE' }
    await expect(blind.homeTimeline({ viewerId: 'viewer' })).rejects.toMatchObject(failure)
    await expect(blind.userTimeline({ viewerId: 'viewer', authorId: 'ann' })).rejects.toMatchObject(failure)
    await expect(blind.getPost({ viewerId: 'viewer', postId: posts.byAnn })).rejects.toMatchObject(failure)
  }
})

test('a graph that leaves out a relation shows nothing of that author', async () => {
  const { world, posts } = await scene()
  const forgetful = world.engine({
    workers: 'none',
    intercept: async (call, next) => {
      const answer = await next()
      if (call.method !== 'viewerRelations') return answer
      const relations = answer as { readonly relations: ReadonlyMap<string, unknown> }
      return { ...relations, relations: new Map([...relations.relations].filter(([userId]) => userId !== 'ann')) }
    },
  })
  expect(await forgetful.getPost({ viewerId: 'viewer', postId: posts.byAnn })).toBeNull()
  expect((await forgetful.userTimeline({ viewerId: 'viewer', authorId: 'ann' })).items).toEqual([])
  const shown = ids(await forgetful.homeTimeline({ viewerId: 'viewer', limit: 100 }))
  expect(shown).toContain(posts.byBen)
  expect(shown).not.toContain(posts.byAnn)
  expect(shown).not.toContain(posts.repostByBen)
})
