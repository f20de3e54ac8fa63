import { describe, expect, test } from 'vitest'
import { followAll, home, say, sayMany, World } from '../support/world'

const PULL_ALL = { policy: { kind: 'threshold', followers: 1 } } as const
const TTL_MS = 1_000

/** A reader that remembers outboxes and has read once; `listings` counts how often it asks for authors' posts. */
async function readerOfPulled(random?: { next(): number }) {
  const world = new World()
  const writer = world.engine({ ...PULL_ALL, workers: 'none' })
  await followAll(writer, ['viewer', 'other'], ['star', 'comet'])
  let listings = 0
  const reader = world.engine({
    ...PULL_ALL,
    workers: 'none',
    processCache: { outboxMs: TTL_MS },
    ...(random === undefined ? {} : { random }),
    intercept: ({ method }, next) => {
      if (method === 'listByAuthors') listings++
      return next()
    },
  })
  for (const viewer of ['viewer', 'other']) await home(reader, viewer)
  await sayMany(writer, 'star', 'star', 3)
  await sayMany(writer, 'comet', 'comet', 2)
  for (let read = 0; read < 2; read++) await home(reader, 'viewer')
  const count = async (read: () => Promise<unknown>): Promise<number> => {
    const before = listings
    await read()
    return listings - before
  }
  return { world, writer, reader, count }
}

describe('outboxes of pulled authors', () => {
  test('are listed once for many readers', async () => {
    const { reader, count } = await readerOfPulled()
    const expected = ['comet 2', 'comet 1', 'star 3', 'star 2', 'star 1']
    await home(reader, 'other')
    for (const viewer of ['viewer', 'other']) {
      expect(await count(async () => expect(await home(reader, viewer)).toEqual(expected))).toBe(0)
    }
  })

  test('never hide a post that was published after them', async () => {
    const { writer, reader, count } = await readerOfPulled()
    await say(writer, 'star', 'star 4')
    expect(await count(async () => expect((await home(reader, 'viewer'))[0]).toBe('star 4'))).toBe(1)
    await home(reader, 'viewer')
    expect(await count(() => home(reader, 'viewer'))).toBe(0)
  })

  test('never show what was deleted', async () => {
    const { writer, reader } = await readerOfPulled()
    const post = await say(writer, 'star', 'star 4')
    await home(reader, 'viewer')
    await writer.deletePost({ postId: post.id, authorId: 'star' })
    expect(await home(reader, 'viewer')).not.toContain('star 4')
    expect(await home(reader, 'viewer')).toHaveLength(5)
  })

  test('never show an author who was unfollowed', async () => {
    const { writer, reader } = await readerOfPulled()
    await writer.unfollow({ followerId: 'viewer', followeeId: 'star' })
    expect(await home(reader, 'viewer')).toEqual(['comet 2', 'comet 1'])
  })

  test('are listed again after their time', async () => {
    const { world, reader, count } = await readerOfPulled({ next: () => 0 })
    world.time.jump(TTL_MS - 1)
    expect(await count(() => home(reader, 'viewer'))).toBe(0)
    world.time.jump(1)
    expect(await count(() => home(reader, 'viewer'))).toBe(1)
    expect(await count(() => home(reader, 'viewer'))).toBe(0)
  })

  test('show a post with an id of the past when their time is over', async () => {
    const { world, writer, reader } = await readerOfPulled()
    const engine = world.engine({ ...PULL_ALL, workers: 'none' })
    world.time.jump(10)
    const { id } = await say(writer, 'star', 'star 4')
    await home(reader, 'viewer')
    await home(reader, 'viewer')
    await say(engine, 'star', 'late', { id: String(BigInt(id) - 2n ** 22n) })
    world.time.jump(TTL_MS)
    expect(await home(reader, 'viewer')).toContain('late')
  })
})
