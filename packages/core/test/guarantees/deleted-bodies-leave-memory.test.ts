import { expect, test } from 'vitest'
import { checkStores } from '../../src/engine/check-stores'
import { createContext } from '../../src/engine/create-context'
import { readOptions, resolveOptions } from '../../src/engine/resolve-options'
import { readPosts } from '../../src/hydrate/read-posts'
import { createInvalidationListener } from '../../src/invalidation/invalidation-listener'
import { CallBudget } from '../../src/runtime/call-budget'
import { hang, unavailable } from '../support/faults'
import { intercept } from '../support/intercept'
import { settle } from '../support/virtual-time'
import { type Body, home, say, World } from '../support/world'

/** A process whose memory can be looked into, without an engine around it. */
function openProcess(world: World, gate: (next: () => Promise<unknown>) => Promise<unknown> = (next) => next()) {
  const stores = checkStores(
    intercept(world.stores, ({ method }, next) => (method === 'getMany' ? gate(next) : next())),
  )
  const given = readOptions({ stores, clock: world.time, timers: world.time, random: world.random })
  const context = createContext(stores, resolveOptions<Body>(given, false))
  const listener = createInvalidationListener(context)
  listener?.start()
  const read = (postId: string) => readPosts(context, [postId], new CallBudget(world.time, 1_000, undefined))
  return { read, remembers: (postId: string) => context.processCache.posts.get(postId)?.version, listener }
}

test.each(['deletePost', 'setPostVisibility'] as const)(
  '%s takes the body out of the memory of every process',
  async (change) => {
    const world = new World()
    const engine = world.engine({ workers: 'none' })
    const { id: postId } = await say(engine, 'author', 'post')
    const other = openProcess(world)
    await other.read(postId)
    expect(other.remembers(postId)).toBe(1)
    if (change === 'deletePost') await engine.deletePost({ postId, authorId: 'author' })
    else await engine.setPostVisibility({ postId, authorId: 'author', visibility: 'private' })
    await settle()
    expect(other.remembers(postId)).toBeUndefined()
    await other.read(postId)
    expect(other.remembers(postId)).toBe(2)
    await other.listener?.stop()
  },
)

test('a read that began before the delete does not bring the body back', async () => {
  const world = new World()
  const engine = world.engine({ workers: 'none' })
  const { id: postId } = await say(engine, 'author', 'post')
  let release: (() => void) | undefined
  const other = openProcess(world, async (next) => {
    const answer = await next()
    await new Promise<void>((resolve) => {
      release = resolve
    })
    return answer
  })
  const reading = other.read(postId)
  await settle()
  await engine.deletePost({ postId, authorId: 'author' })
  await settle()
  release?.()
  await reading
  expect(other.remembers(postId)).toBeUndefined()
})

test('posts of another tenant stay', async () => {
  const world = new World()
  const { id: postId } = await say(world.engine({ workers: 'none' }), 'author', 'post')
  const other = openProcess(world)
  await other.read(postId)
  const stranger = world.engine({ workers: 'none', tenant: 'other' })
  await say(stranger, 'author', 'post', { id: postId })
  await stranger.deletePost({ postId, authorId: 'author' })
  await settle()
  expect(other.remembers(postId)).toBe(1)
})

test.each([
  ['fails', () => Promise.reject(unavailable())],
  ['hangs', hang],
])('a bus that %s neither fails nor delays a delete', async (_, trouble) => {
  const world = new World()
  let broken = false
  const engine = world.engine({
    workers: 'none',
    intercept: ({ port, method }, next) => (broken && port === 'bus' && method === 'publish' ? trouble() : next()),
  })
  const { id: postId } = await say(engine, 'author', 'post')
  broken = true
  const begunAtMs = world.time.now()
  await engine.deletePost({ postId, authorId: 'author' })
  expect(world.time.now()).toBe(begunAtMs)
  expect(await home(engine, 'author')).toEqual([])
})
