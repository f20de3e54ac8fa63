import { expect, test } from 'vitest'
import { followAll, home, say, sayMany, World, wholeHome } from '../support/world'

test('replaying a whole topic after deletes brings none of them back', async () => {
  const world = new World()
  const engine = world.engine()
  await followAll(engine, ['warm', 'cold'], ['author'])
  await home(engine, 'warm')
  const posts = await sayMany(engine, 'author', 'post', 6)
  await world.time.run(engine.drain())
  const deleted = posts.filter((_post, index) => index % 2 === 0)
  for (const { id } of deleted) await engine.deletePost({ postId: id, authorId: 'author' })
  await world.time.run(engine.drain())
  await world.evict('warm', 'cold')
  const kept = posts.filter((post) => !deleted.includes(post)).map(({ id }) => id)

  for (const reader of ['warm', 'cold', 'author']) await home(engine, reader)
  await engine.replay({ fromMs: 0 })
  await world.time.run(engine.drain())
  for (const reader of ['warm', 'cold', 'author']) {
    expect(await wholeHome(engine, reader)).toEqual([...kept].reverse())
    expect(await wholeHome(engine, reader, 100, 'strict')).toEqual([...kept].reverse())
  }
  for (const reader of ['warm', 'cold']) expect(await world.cachedPositions(reader)).toHaveLength(kept.length)
  await engine.close()
})

test('a post that is deleted before any worker saw it is pushed to nobody', async () => {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  await followAll(engine, ['reader'], ['author'])
  await home(engine, 'reader')
  const { id } = await say(engine, 'author', 'gone')
  await engine.deletePost({ postId: id, authorId: 'author' })
  await engine.startWorkers()
  await world.time.run(engine.drain())
  expect(await world.cachedPositions('reader')).toEqual([])
  expect(await home(engine, 'reader')).toEqual([])
  await engine.close()
})

test('publishing a deleted post again, by its id or its key, is GONE', async () => {
  const engine = new World().engine({ workers: 'none' })
  const keyed = { idempotencyKey: 'key' }
  const { id } = await say(engine, 'author', 'gone', keyed)
  await engine.deletePost({ postId: id, authorId: 'author' })
  await expect(say(engine, 'author', 'gone', keyed)).rejects.toMatchObject({ code: 'GONE', field: 'idempotencyKey' })
  await expect(say(engine, 'author', 'gone', { id })).rejects.toMatchObject({ code: 'GONE', field: 'id' })
  expect(await home(engine, 'author')).toEqual([])
})

test('a deleted post’s body is gone from the store', async () => {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  const { id } = await say(engine, 'author', 'a secret')
  await engine.deletePost({ postId: id, authorId: 'author' })
  const stored = await world.stores.posts.getMany({ tenant: 'default', postIds: [id] })
  expect(stored.get(id)?.body).toHaveLength(0)
  expect(await engine.getPost({ postId: id, viewerId: 'author' })).toBeNull()
})
