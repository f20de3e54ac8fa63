import { describe, expect, test } from 'vitest'
import { isFeedError } from '../../src/index'
import { hang } from '../support/faults'
import type { Interceptor } from '../support/intercept'
import { followAll, home, say, type TestEngine, World, type WorldEngineOptions, wholeHome } from '../support/world'

const FOLLOWERS = ['f1', 'f2', 'f3', 'f4', 'f5']
const OPTIONS = { fanOut: { chunkSize: 2, ackTimeoutMs: 1_000 }, relay: { leaseMs: 1_000 } }

/** Publishes two posts and deletes the first; answers what was acknowledged. */
async function work(
  world: World,
  engine: TestEngine,
): Promise<{ readonly kept: string[]; readonly deleted: string[] }> {
  const attempt = <T>(call: Promise<T>): Promise<T | undefined> =>
    world.time.run(
      call.catch((error: unknown) => {
        if (isFeedError(error) && error.code === 'OUTCOME_UNKNOWN') return undefined
        throw error
      }),
    )
  const first = await attempt(say(engine, 'author', 'first'))
  const second = await attempt(say(engine, 'author', 'second'))
  const gone =
    first && (await attempt(engine.deletePost({ postId: first.id, authorId: 'author' }).then(() => first.id)))
  await world.time.advance(5_000)
  return { kept: second === undefined ? [] : [second.id], deleted: gone === undefined ? [] : [gone] }
}

async function worldWithReaders(): Promise<World> {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  await followAll(engine, FOLLOWERS, ['author'])
  for (const reader of [...FOLLOWERS, 'author']) await home(engine, reader)
  return world
}

type Policy = NonNullable<WorldEngineOptions['policy']>

/** Calls of the ports in a run without faults. */
async function countCalls(policy: Policy): Promise<number> {
  const world = await worldWithReaders()
  let calls = 0
  const engine = world.engine({
    ...OPTIONS,
    policy,
    intercept: (_call, next) => {
      calls++
      return next()
    },
  })
  await work(world, engine)
  await engine.close()
  return calls
}

/** Lets one process die at its n-th port call, before or after the store did its part, and another one take over. */
async function dieAt(n: number, moment: 'before' | 'after', policy: Policy): Promise<void> {
  const world = await worldWithReaders()
  let calls = 0
  const dying: Interceptor = async (_call, next) => {
    calls++
    if (calls < n) return next()
    if (calls === n && moment === 'after') await next()
    return hang()
  }
  const { kept, deleted } = await work(world, world.engine({ ...OPTIONS, policy, intercept: dying }))
  const survivor = world.engine({ ...OPTIONS, policy })
  await world.time.run(survivor.drain())

  for (const reader of [...FOLLOWERS, 'author']) {
    const page = await wholeHome(survivor, reader)
    expect(page).toEqual(await wholeHome(survivor, reader, 100, 'strict'))
    expect(page).toEqual(expect.arrayContaining(kept))
    for (const id of deleted) expect(page).not.toContain(id)
    expect(await world.cachedPositions(reader)).toHaveLength(new Set(await world.cachedPositions(reader)).size)
  }
  await survivor.close()
}

describe.each([
  { posts: 'pushed', followers: Number.POSITIVE_INFINITY },
  { posts: 'pulled', followers: 1 },
])('with $posts posts', ({ followers }) => {
  const policy = { kind: 'threshold', followers } as const

  test.each(['before', 'after'] as const)(
    'a process dies %s the n-th call of a store, for every n: nothing is lost, nothing comes back',
    async (moment) => {
      const calls = await countCalls(policy)
      expect(calls).toBeGreaterThan(20)
      for (let n = 1; n <= calls; n++) await dieAt(n, moment, policy)
    },
  )
})
