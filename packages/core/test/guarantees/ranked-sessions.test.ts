import { MemoryKeyValueCache } from '@feed-engine/adapter-memory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KeyValueCache } from '../../src/index'
import { rankedHome, rankedPages, scorerOf, scrambled, scrambling } from '../support/ranked'
import { refusal } from '../support/refusal'
import { followAll, ids, say, sayMany, type TestEngine, texts, World } from '../support/world'

const AUTHORS = ['a', 'b', 'c', 'viewer'] as const
const DAY_MS = 86_400_000
const TTL_MS = 1_800_000

const action = fc.oneof(
  fc.record({ kind: fc.constant('publish' as const), author: fc.constantFrom(...AUTHORS) }),
  fc.record({ kind: fc.constant('delete' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('private' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constantFrom('block', 'mute', 'unfollow'), target: fc.constantFrom('b', 'c') }),
  fc.record({ kind: fc.constant('evict' as const) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(TTL_MS) }),
  fc.record({ kind: fc.constant('another process' as const) }),
)

const script = fc.record({
  followers: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
  posts: fc.array(fc.constantFrom(...AUTHORS), { maxLength: 60 }),
  pages: fc.array(fc.record({ limit: fc.integer({ min: 1, max: 9 }), actions: fc.array(action, { maxLength: 4 }) }), {
    maxLength: 14,
  }),
})

test('a ranked scroll repeats nothing, skips nothing, and shows nothing that may not be seen, whatever others do', async () => {
  await fc.assert(
    fc.asyncProperty(script, async ({ followers, posts, pages }) => {
      const world = new World()
      const cache = new MemoryKeyValueCache({ clock: world.time })
      const open = (): TestEngine =>
        world.engine({
          cache,
          ranking: { scorer: scrambling, candidates: 20, sessionTtlMs: TTL_MS },
          policy: { kind: 'threshold', followers, hysteresis: 0 },
          relay: { pollIntervalMs: 3_600_000 },
          processCache: { postBytes: 2 ** 20 },
        })
      const engines = [open(), open()]
      const [first, second] = engines
      if (first === undefined || second === undefined) throw new Error('two engines')
      let engine = first
      await followAll(engine, ['viewer', 'another'], ['a', 'b', 'c'])
      await rankedHome(engine)
      const authors = new Map<string, string>()
      const gone = new Set<string>()
      for (const author of posts) {
        authors.set((await say(engine, author, 'post')).id, author)
        await world.time.advance(500)
      }
      await world.time.run(engine.drain())

      const applied = [...authors.keys()]
      const hiddenAuthors = new Set<string>()
      const seen: string[] = []
      let cursor: string | undefined
      for (let index = 0; ; index++) {
        const { limit, actions } = pages[index] ?? { limit: 5, actions: [] }
        const page = await rankedHome(engine, { limit, ...(cursor === undefined ? {} : { cursor }) })
        expect(page.degraded).toEqual([])
        for (const { post } of page.items) {
          expect(gone.has(post.id)).toBe(false)
          expect(hiddenAuthors.has(post.authorId)).toBe(false)
        }
        seen.push(...ids(page))
        cursor = page.nextCursor
        if (cursor === undefined) break
        expect(page.items).toHaveLength(limit)
        for (const step of actions) {
          const known = [...authors.keys()]
          const pick = 'pick' in step ? known[step.pick % Math.max(1, known.length)] : undefined
          const authorId = pick === undefined ? undefined : authors.get(pick)
          if (step.kind === 'publish') authors.set((await say(engine, step.author, 'post')).id, step.author)
          else if (step.kind === 'evict') await world.evict('viewer')
          else if (step.kind === 'pass') await world.time.advance(step.ms)
          else if (step.kind === 'another process') engine = engine === first ? second : first
          else if ('target' in step) {
            const pair = { userId: 'viewer', targetId: step.target }
            if (step.kind === 'unfollow') await engine.unfollow({ followerId: 'viewer', followeeId: step.target })
            else if (step.kind === 'block') await engine.block(pair)
            else await engine.mute(pair)
            hiddenAuthors.add(step.target)
          } else if (pick === undefined || authorId === undefined || gone.has(pick)) continue
          else if (step.kind === 'delete') {
            await engine.deletePost({ postId: pick, authorId })
            gone.add(pick)
          } else if (step.kind === 'private') {
            if (authorId !== 'viewer') {
              await engine.setPostVisibility({ postId: pick, authorId, visibility: 'private' })
              gone.add(pick)
            }
          }
        }
      }

      expect(new Set(seen).size).toBe(seen.length)
      for (const id of applied) {
        if (!gone.has(id) && !hiddenAuthors.has(authors.get(id) ?? '')) expect(seen).toContain(id)
      }
      for (const each of engines) await each.close()
    }),
    { numRuns: 30 },
  )
})

/** A feed of `count` posts by one author, its engine and its world. */
async function feedOf(count: number, options: Parameters<World['engine']>[0] = {}) {
  const world = new World()
  const engine = world.engine({ ranking: { scorer: scrambling, candidates: 20 }, ...options })
  await followAll(engine, ['viewer'], ['a'])
  const posts = await sayMany(engine, 'a', 'post', count)
  await world.time.run(engine.drain())
  return { world, engine, posts: posts.map(({ id }) => id) }
}

test('the newest 20 come by score, with each further one of an author counting less, and older ones newest first', async () => {
  const { engine, posts } = await feedOf(30)
  const pages = await rankedPages(engine)
  const newest = posts.slice(10).sort((one, other) => scrambled(other) - scrambled(one))
  const counted = newest
    .map((id, k) => ({ id, value: scrambled(id) * (0.75 * 0.5 ** k + 0.25) }))
    .sort((one, other) => other.value - one.value)
  expect(pages.flatMap(ids)).toEqual([...counted.map(({ id }) => id), ...posts.slice(0, 10).reverse()])
})

test('the order stays as it was when scores change meanwhile', async () => {
  let turn = 1
  const scorer = scorerOf(({ postId }) => (turn > 0 ? scrambled(postId) : 1 - scrambled(postId)))
  const { engine } = await feedOf(20, { ranking: { scorer, candidates: 20, scoring: { diversity: { floor: 1 } } } })
  const before = await rankedHome(engine, { limit: 100 })
  const first = await rankedHome(engine, { limit: 10 })
  turn = -1
  const second = await rankedHome(engine, { limit: 10, cursor: first.nextCursor ?? '' })
  expect([...ids(first), ...ids(second)]).toEqual(ids(before))
  expect(ids(await rankedHome(engine, { limit: 100 }))).toEqual([...ids(before)].reverse())
})

test('what was published meanwhile is not in the session, and first in the next one', async () => {
  const { world, engine } = await feedOf(3, { ranking: { scorer: scorerOf(({ createdAtMs }) => createdAtMs) } })
  const first = await rankedHome(engine, { limit: 2 })
  await say(engine, 'a', 'new')
  await world.time.run(engine.drain())
  expect(texts(await rankedHome(engine, { limit: 2, cursor: first.nextCursor ?? '' }))).toEqual(['post 1'])
  expect(texts(await rankedHome(engine, { limit: 1 }))).toEqual(['new'])
})

test('an expired session is ranked anew, says so, and leaves out what was served', async () => {
  const { world, engine, posts } = await feedOf(20)
  const first = await rankedHome(engine, { limit: 8 })
  expect(first.ranking?.restarted).toBe(false)
  await world.time.advance(TTL_MS)
  const added = await say(engine, 'a', 'new')
  await world.time.run(engine.drain())
  const second = await rankedHome(engine, { limit: 100, cursor: first.nextCursor ?? '' })
  expect(second.ranking?.restarted).toBe(true)
  expect([...ids(first), ...ids(second)].sort()).toEqual([...posts, added.id].sort())
})

test('a scroll whose sessions expire again and again shows each post once', async () => {
  const { world, engine, posts } = await feedOf(60)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await rankedHome(engine, { limit: 7, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...ids(page))
    cursor = page.nextCursor
    await world.time.advance(TTL_MS)
  } while (cursor !== undefined)
  expect([...seen].sort()).toEqual([...posts].sort())
})

test('what was served is not met again below a session that begins with newer posts', async () => {
  const { world, engine, posts } = await feedOf(40, { ranking: { scorer: scrambling, candidates: 20 } })
  const first = await rankedHome(engine, { limit: 15 })
  await world.time.advance(TTL_MS)
  const added = await sayMany(engine, 'a', 'new', 20)
  await world.time.run(engine.drain())
  const shown = [...ids(first)]
  let cursor = first.nextCursor
  while (cursor !== undefined) {
    const page = await rankedHome(engine, { limit: 15, cursor })
    shown.push(...ids(page))
    cursor = page.nextCursor
  }
  expect([...shown].sort()).toEqual([...posts, ...added.map(({ id }) => id)].sort())
})

test('below its session a scroll never expires', async () => {
  const { world, engine, posts } = await feedOf(40)
  const first = await rankedHome(engine, { limit: 25 })
  await world.time.advance(2 * TTL_MS)
  await say(engine, 'a', 'new')
  await world.time.run(engine.drain())
  const second = await rankedHome(engine, { limit: 100, cursor: first.nextCursor ?? '' })
  expect(second.ranking?.restarted).toBe(false)
  expect(ids(second)).toEqual(posts.slice(0, 15).reverse())
})

test('a session that has not expired goes on', async () => {
  const { world, engine } = await feedOf(20)
  const first = await rankedHome(engine, { limit: 8 })
  await world.time.advance(TTL_MS - 1)
  const second = await rankedHome(engine, { limit: 8, cursor: first.nextCursor ?? '' })
  expect(second.ranking?.restarted).toBe(false)
  expect(second.ranking?.rankedAtMs).toBe(first.ranking?.rankedAtMs)
})

test('a lost session goes on below itself, newest first, and says so once', async () => {
  const { world, engine, posts } = await feedOf(30)
  const first = await rankedHome(engine, { limit: 5 })
  const another = world.engine({ ranking: { scorer: scrambling, candidates: 20 } })
  const second = await another.homeTimeline({ viewerId: 'viewer', limit: 5, cursor: first.nextCursor ?? '' })
  expect(ids(second)).toEqual(posts.slice(5, 10).reverse())
  expect(second.degraded).toEqual(['ranking-session-lost'])
  const third = await another.homeTimeline({ viewerId: 'viewer', limit: 5, cursor: second.nextCursor ?? '' })
  expect(ids(third)).toEqual(posts.slice(0, 5).reverse())
  expect(third.degraded).toEqual([])
})

test('nothing is repeated if a session is lost that was ranked anew', async () => {
  const { world, engine } = await feedOf(40)
  const first = await rankedHome(engine, { limit: 15 })
  await world.time.advance(TTL_MS)
  await sayMany(engine, 'a', 'new', 20)
  await world.time.run(engine.drain())
  const second = await rankedHome(engine, { limit: 5, cursor: first.nextCursor ?? '' })
  const another = world.engine({ ranking: { scorer: scrambling, candidates: 20 } })
  const third = await another.homeTimeline({ viewerId: 'viewer', limit: 100, cursor: second.nextCursor ?? '' })
  const seen = [first, second, third].flatMap(ids)
  expect(new Set(seen).size).toBe(seen.length)
})

test('with a shared cache any process goes on; one that fails or hangs costs other processes alone', async () => {
  const { world, engine } = await feedOf(20, {})
  const cache = new MemoryKeyValueCache({ clock: world.time })
  const ranking = { scorer: scrambling, candidates: 20 }
  const one = world.engine({ cache, ranking })
  const other = world.engine({ cache, ranking })
  const whole = ids(await rankedHome(engine, { limit: 100 }))
  const first = await rankedHome(one, { limit: 8 })
  const second = await rankedHome(other, { limit: 100, cursor: first.nextCursor ?? '' })
  expect([...ids(first), ...ids(second)]).toEqual(whole)

  const down: KeyValueCache = Object.assign(Object.create(cache) as KeyValueCache, {
    setMany: () => Promise.reject(new Error('down')),
    getMany: () => Promise.reject(new Error('down')),
  })
  const alone = world.engine({ cache: down, ranking })
  const begun = await rankedHome(alone, { limit: 8 })
  const ended = await rankedHome(alone, { limit: 100, cursor: begun.nextCursor ?? '' })
  expect([...ids(begun), ...ids(ended)]).toEqual(whole)
})

test('a page is filled up from behind when posts of the session have gone', async () => {
  const { engine } = await feedOf(20)
  const whole = ids(await rankedHome(engine, { limit: 100 }))
  const first = await rankedHome(engine, { limit: 5 })
  for (const postId of whole.slice(5, 9)) await engine.deletePost({ postId, authorId: 'a' })
  const second = await rankedHome(engine, { limit: 5, cursor: first.nextCursor ?? '', debug: true })
  expect(ids(second)).toEqual(whole.slice(9, 14))
  expect(second.dropped).toEqual(whole.slice(5, 9).map((postId) => ({ postId, reason: 'deleted' })))
})

test('a next cursor is there exactly when it leads to something', async () => {
  const { engine } = await feedOf(20)
  const whole = await rankedHome(engine, { limit: 20 })
  expect(whole.nextCursor).toBeUndefined()
  const most = await rankedHome(engine, { limit: 19 })
  await engine.deletePost({ postId: whole.items[19]?.post.id ?? '', authorId: 'a' })
  expect(most.nextCursor).toBeDefined()
  expect((await rankedHome(engine, { limit: 19 })).nextCursor).toBeUndefined()
})

test('an author of whom fewer should be seen is hidden below the session too, where the session knows none of their posts', async () => {
  const world = new World()
  const engine = world.engine({ ranking: { candidates: 20 } })
  await followAll(engine, ['viewer'], ['a', 'b'])
  await sayMany(engine, 'b', 'old', 3)
  const posts = await sayMany(engine, 'a', 'post', 21)
  await engine.recordInteractions({ viewerId: 'viewer', interactions: [{ kind: 'hide', authorId: 'b' }] })
  await world.time.run(engine.drain())
  const pages = await rankedPages(engine)
  expect(pages.flatMap(ids).sort()).toEqual(posts.map(({ id }) => id).sort())
})

test('of the reposts of a post one is shown', async () => {
  const { world, engine, posts } = await feedOf(3, { ranking: { scorer: scorerOf(({ createdAtMs }) => createdAtMs) } })
  await followAll(engine, ['viewer'], ['b', 'c'])
  await engine.publish({ authorId: 'b', repostOf: posts[0] ?? '' })
  await engine.publish({ authorId: 'c', repostOf: posts[0] ?? '' })
  await world.time.run(engine.drain())
  const page = await rankedHome(engine, { debug: true })
  expect(page.items.map(({ post }) => post.authorId)).toEqual(['c', 'a', 'a', 'a'])
  expect(page.dropped?.map(({ reason }) => reason)).toEqual(['repeated-original'])
})

test('a body that changed hands in the cache is never shown: each page is confirmed by the store', async () => {
  const { engine, posts } = await feedOf(5)
  await rankedHome(engine)
  const another = posts[2] ?? ''
  await engine.setPostVisibility({ postId: another, authorId: 'a', visibility: 'private' })
  expect(ids(await rankedHome(engine))).not.toContain(another)
})

test('a chronological request refuses the cursor of a ranked feed, and a ranked one takes any', async () => {
  const { engine } = await feedOf(9)
  const ranked = await rankedHome(engine, { limit: 3 })
  const refused = await refusal(() => rankedHome(engine, { ranking: 'chronological', cursor: ranked.nextCursor ?? '' }))
  expect({ code: refused.code, field: refused.field }).toEqual({ code: 'CURSOR_SCOPE', field: 'cursor' })
  const plain = await engine.homeTimeline({ viewerId: 'viewer', limit: 3 })
  const next = await rankedHome(engine, { limit: 3, cursor: plain.nextCursor ?? '' })
  expect(texts(next)).toEqual(['post 6', 'post 5', 'post 4'])
})

test('someone who comes back after months gets a right ranked feed at once', async () => {
  const { world, engine, posts } = await feedOf(4, { relay: { pollIntervalMs: 3_600_000 } })
  await rankedHome(engine)
  await world.time.advance(120 * DAY_MS)
  const added = await sayMany(engine, 'a', 'new', 3)
  const page = await rankedHome(engine, { limit: 100 })
  expect([...ids(page)].sort()).toEqual([...posts, ...added.map(({ id }) => id)].sort())
  expect(page.degraded).toEqual([])
})
