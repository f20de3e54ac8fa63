import { describe, expect, test } from 'vitest'
import { uuidv7Codec } from '../../src/index'
import { followAll, home, say, World } from '../support/world'

describe.each([
  { codec: 'snowflake', options: {} },
  { codec: 'uuidv7', options: { ids: uuidv7Codec() } },
])('with $codec ids', ({ options }) => {
  test.each([0, 1, 250, 900])('posts one after the other keep their order, with clocks %d ms apart', async (skewMs) => {
    const world = new World()
    const ahead = world.engine(options)
    const behind = world.engine({ ...options, clock: { now: () => world.time.now() - skewMs } })
    await followAll(ahead, ['reader'], ['author'])
    await home(ahead, 'reader')

    const said: string[] = []
    for (let index = 0; index < 50; index++) {
      await say(index % 2 === 0 ? ahead : behind, 'author', `post ${index}`)
      said.unshift(`post ${index}`)
      if (index % 10 === 9) await world.time.advance(1)
    }
    await world.time.run(ahead.drain())
    for (const engine of [ahead, behind]) {
      expect(await home(engine, 'reader')).toEqual(said)
      expect(await home(engine, 'author')).toEqual(said)
    }
    await Promise.all([ahead.close(), behind.close()])
  })

  test('a process whose clock is hours off can publish all the same', async () => {
    const world = new World()
    const ahead = world.engine({ ...options, clock: { now: () => world.time.now() + 3_600_000 } })
    const engine = world.engine(options)
    await say(ahead, 'author', 'from the future')
    await say(engine, 'author', 'now')
    expect(await home(engine, 'author')).toEqual(['from the future', 'now'])
    await Promise.all([ahead.close(), engine.close()])
  })

  test('two processes that share a node number by mistake make no post twice', async () => {
    const world = new World()
    const engines = [1, 2, 3].map(() => world.engine({ ...options, nodeId: 7, workers: 'none' }))
    const posts = await Promise.all(engines.map((engine, index) => say(engine, `author ${index}`, `post ${index}`)))
    expect(new Set(posts.map(({ id }) => id)).size).toBe(3)
    for (const index of [0, 1, 2]) {
      const [engine] = engines
      if (engine !== undefined) expect(await home(engine, `author ${index}`)).toEqual([`post ${index}`])
    }
  })

  test('a minted id that falls on a tombstone is minted again', async () => {
    const world = new World()
    const [one, other] = [1, 2].map(() => world.engine({ ...options, nodeId: 7, workers: 'none' }))
    if (one === undefined || other === undefined) throw new Error('two engines')
    const { id } = await say(one, 'author', 'deleted')
    await one.deletePost({ postId: id, authorId: 'author' })
    await say(other, 'author', 'kept')
    expect(await home(one, 'author')).toEqual(['kept'])
  })
})
