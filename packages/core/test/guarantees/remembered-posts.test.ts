import { expect, test } from 'vitest'
import { followAll, home, say, sayMany, World } from '../support/world'

/** A reader and a writer in processes of their own; `asked` counts ids that the reader had read from the store. */
async function readerAndWriter() {
  const world = new World()
  const writer = world.engine({ workers: 'none' })
  await followAll(writer, ['viewer'], ['author'])
  const posts = await sayMany(writer, 'author', 'post', 5)
  const asked: string[] = []
  const reader = world.engine({
    workers: 'none',
    intercept: ({ method, params }, next) => {
      if (method === 'getMany') asked.push(...(params as { readonly postIds: readonly string[] }).postIds)
      return next()
    },
  })
  expect(await home(reader, 'viewer')).toHaveLength(5)
  expect(asked).toHaveLength(5)
  asked.length = 0
  return { world, writer, reader, posts, asked }
}

test('posts that did not change are read once', async () => {
  const { reader, asked } = await readerAndWriter()
  expect(await home(reader, 'viewer')).toEqual(['post 5', 'post 4', 'post 3', 'post 2', 'post 1'])
  expect(asked).toEqual([])
})

test('a post that another process deletes is gone from the next read', async () => {
  const { writer, reader, posts } = await readerAndWriter()
  await writer.deletePost({ postId: posts[2]?.id as string, authorId: 'author' })
  expect(await home(reader, 'viewer')).toEqual(['post 5', 'post 4', 'post 2', 'post 1'])
})

test('a post that another process hides is gone from the next read, and comes back when it is shown again', async () => {
  const { writer, reader, posts, asked } = await readerAndWriter()
  const postId = posts[0]?.id as string
  await writer.setPostVisibility({ postId, authorId: 'author', visibility: 'private' })
  expect(await home(reader, 'viewer')).not.toContain('post 1')
  await writer.setPostVisibility({ postId, authorId: 'author', visibility: 'public' })
  expect(await home(reader, 'viewer')).toContain('post 1')
  expect(asked).toEqual([postId, postId])
})

test('where versions cannot be read, no post is shown', async () => {
  const world = new World()
  let down = false
  const engine = world.engine({
    workers: 'none',
    intercept: ({ method }, next) => {
      if (down && method === 'versions') throw new Error('down')
      return next()
    },
  })
  await followAll(engine, ['viewer'], ['author'])
  await say(engine, 'author', 'post')
  expect(await home(engine, 'viewer')).toEqual(['post'])
  down = true
  await expect(home(engine, 'viewer')).rejects.toThrow()
  down = false
  expect(await home(engine, 'viewer')).toEqual(['post'])
})

test('with processCache.postBytes 0 every read takes posts from the store', async () => {
  const world = new World()
  let reads = 0
  const engine = world.engine({
    workers: 'none',
    processCache: { postBytes: 0 },
    intercept: ({ method }, next) => {
      if (method === 'getMany') reads++
      return next()
    },
  })
  await followAll(engine, ['viewer'], ['author'])
  await say(engine, 'author', 'post')
  for (let read = 1; read <= 3; read++) {
    await home(engine, 'viewer')
    expect(reads).toBe(read)
  }
})
