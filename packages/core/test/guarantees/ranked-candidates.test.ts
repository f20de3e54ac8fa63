import { expect, test } from 'vitest'
import { rankedHome, scrambling } from '../support/ranked'
import { followAll, ids, sayMany, World, type WorldEngineOptions } from '../support/world'

const HOUR_MS = 3_600_000
const POSTS = 100
/** A page of ten, one to see whether there is a next one, and five in reserve. */
const ON_A_PAGE = 16

/** A feed that its engine has ranked before, and what a reader of it asks the stores for. */
async function readBefore(options: WorldEngineOptions = {}) {
  const world = new World()
  const asked: { method: string; postIds: readonly string[] }[] = []
  const engine = world.engine({
    ranking: { scorer: scrambling },
    relay: { pollIntervalMs: HOUR_MS },
    intercept: ({ port, method, params }, next) => {
      if ((port === 'posts' && method !== 'listByAuthors') || (port === 'counters' && method === 'read')) {
        asked.push({ method: `${port}.${method}`, postIds: (params as { postIds: readonly string[] }).postIds })
      }
      return next()
    },
    ...options,
  })
  await followAll(engine, ['viewer', 'fan'], ['a'])
  const posts = await sayMany(engine, 'a', 'post', POSTS)
  await world.time.run(engine.drain())
  const read = async (limit = 10) => {
    asked.length = 0
    const page = await rankedHome(engine, { limit })
    const counts = Object.fromEntries(asked.map(({ method, postIds }) => [method, postIds.length]))
    return { page, counts, calls: asked.length }
  }
  await read()
  return { world, engine, posts, read }
}

test('posts and counts that the process remembers are ranked by; only what is on the page is asked for', async () => {
  const { read } = await readBefore()
  const { page, counts, calls } = await read()
  expect(page.items).toHaveLength(10)
  expect(counts).toEqual({ 'posts.versions': ON_A_PAGE, 'counters.read': ON_A_PAGE })
  expect(calls).toBe(2)
})

test('counts to rank by are read again after their time, and each time if none are remembered', async () => {
  const { world, read } = await readBefore({ processCache: { countsMs: 2_000 } })
  await world.time.advance(1_999)
  expect((await read()).counts['counters.read']).toBe(ON_A_PAGE)
  await world.time.advance(2_001)
  expect((await read()).counts['counters.read']).toBe(POSTS)

  const forgetful = await readBefore({ processCache: { countsMs: 0 } })
  expect((await forgetful.read()).counts['counters.read']).toBe(POSTS)
})

test('a page shows the counts of its own read, and no post that has changed since it was remembered', async () => {
  const { world, engine, read } = await readBefore()
  const before = (await read()).page
  const [liked, deleted] = ids(before)
  if (liked === undefined || deleted === undefined) throw new Error('two posts')
  const elsewhere = world.engine({
    intercept: ({ method, params }, next) =>
      method === 'publish' && JSON.stringify(params).includes('"invalidations"') ? undefined : next(),
  })
  await elsewhere.recordInteractions({ viewerId: 'fan', interactions: [{ kind: 'like', postId: liked }] })
  await elsewhere.deletePost({ authorId: 'a', postId: deleted })
  await world.time.run(Promise.all([elsewhere.drain(), engine.drain()]))
  const { page } = await read()
  expect(ids(page)).not.toContain(deleted)
  expect(page.items).toHaveLength(10)
  expect(page.items.find(({ post }) => post.id === liked)?.counts?.likes).toBe(1)
})
