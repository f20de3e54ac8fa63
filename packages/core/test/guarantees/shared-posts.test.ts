import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import { expect, test } from 'vitest'
import { followAll, home, say, World } from '../support/world'

/** Processes that share a cache; `fetched` are the ids that any of them has read whole from the store. */
async function sharing(options: { readonly cacheFails?: boolean } = {}) {
  const world = new World()
  const cache = new MemoryKeyValueCache({ clock: world.time })
  const fetched: string[] = []
  const engine = () =>
    world.engine({
      workers: 'none',
      cache,
      sharedCache: { postTtlMs: 86_400_000 },
      intercept: ({ port, method, params }, next) => {
        if (port === 'cache' && options.cacheFails === true) throw new Error('down')
        if (port === 'posts' && method === 'getMany') {
          fetched.push(...(params as { readonly postIds: readonly string[] }).postIds)
        }
        return next()
      },
    })
  const writer = engine()
  await followAll(writer, ['viewer'], ['author'])
  const post = await say(writer, 'author', 'post')
  const read = async () => {
    const texts = await home(engine(), 'viewer')
    await world.time.advance(1)
    return texts
  }
  const keys = [`post\ndefault\n${post.id}`]
  const stored = async () => (await cache.getMany({ keys })).values.get(keys[0] as string)
  return { world, cache, writer, post, read, fetched, stored, keys }
}

test('a post that one process has read, another one takes from the cache', async () => {
  const { read, fetched, post } = await sharing()
  expect(await read()).toEqual(['post'])
  expect(fetched).toEqual([post.id])
  expect(await read()).toEqual(['post'])
  expect(fetched).toEqual([post.id])
})

test('what the cache holds of a deleted post is never shown, and is removed', async () => {
  const { read, writer, post, stored, cache, keys } = await sharing()
  await read()
  const before = await stored()
  await writer.deletePost({ postId: post.id, authorId: 'author' })
  expect(await stored()).toBeUndefined()
  expect(await read()).toEqual([])
  const entries = [{ key: keys[0] as string, value: before?.value ?? new Uint8Array(), version: 1, ttlMs: 1_000 }]
  expect(await cache.setMany({ entries })).toEqual(['outdated'])
})

test('a version that the cache has kept by mistake is read anew', async () => {
  const { world, read, writer, post, fetched, cache, keys, stored } = await sharing()
  await read()
  const old = await stored()
  await writer.setPostVisibility({ postId: post.id, authorId: 'author', visibility: 'private' })
  await world.time.advance(120_000)
  await cache.setMany({
    entries: [{ key: keys[0] as string, value: old?.value ?? new Uint8Array(), version: 1, ttlMs: 9_999 }],
  })
  fetched.length = 0
  expect(await read()).toEqual([])
  expect(fetched).toEqual([post.id])
})

test('values that are no posts are passed over', async () => {
  const { read, cache, keys, fetched, post } = await sharing()
  for (const value of [
    new Uint8Array(),
    new Uint8Array([9, 0, 0, 0, 1]),
    new Uint8Array([1, 0, 0, 9, 9, 7]),
    new Uint8Array([1, 0, 0, 0, 2, 0x7b, 0x7d]),
  ]) {
    await cache.invalidateMany({ entries: [{ key: keys[0] as string, holdMs: 0 }] })
    await cache.setMany({ entries: [{ key: keys[0] as string, value, version: 1, ttlMs: 60_000 }] })
    fetched.length = 0
    expect(await read()).toEqual(['post'])
    expect(fetched).toEqual([post.id])
  }
})

test('without the cache all comes from the store', async () => {
  const { read } = await sharing({ cacheFails: true })
  for (let time = 0; time < 2; time++) expect(await read()).toEqual(['post'])
})
