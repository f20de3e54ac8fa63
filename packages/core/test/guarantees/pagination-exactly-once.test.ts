import fc from 'fast-check'
import { expect, test } from 'vitest'
import { followAll, home, ids, say, sayMany, type TestEngine, World } from '../support/world'

const AUTHORS = ['a', 'b', 'c', 'viewer'] as const

/** What others do between two pages. */
const action = fc.oneof(
  fc.record({ kind: fc.constant('publish' as const), author: fc.constantFrom(...AUTHORS), drain: fc.boolean() }),
  fc.record({ kind: fc.constant('backdate' as const), author: fc.constantFrom(...AUTHORS), agoMs: fc.nat(20_000) }),
  fc.record({ kind: fc.constant('delete' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('evict' as const) }),
  fc.record({ kind: fc.constant('rebuild' as const) }),
  fc.record({ kind: fc.constant('threshold' as const), followers: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY) }),
  fc.record({ kind: fc.constant('follow' as const), followee: fc.constantFrom('x', 'y') }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(100_000_000) }),
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const script = fc.record({
  maxEntries: fc.constantFrom(1, 4, 10, 500),
  followers: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
  posts: fc.array(fc.constantFrom(...AUTHORS), { maxLength: 30 }),
  pages: fc.array(fc.record({ limit: fc.integer({ min: 1, max: 7 }), actions: fc.array(action, { maxLength: 4 }) }), {
    maxLength: 12,
  }),
})

class Run {
  readonly published: string[] = []
  readonly deleted = new Set<string>()
  readonly #engine: TestEngine
  readonly #world: World

  constructor(world: World, engine: TestEngine) {
    this.#world = world
    this.#engine = engine
  }

  async publish(authorId: string, more: { readonly id?: string } = {}): Promise<void> {
    const { id } = await say(this.#engine, authorId, `post ${this.published.length}`, more)
    this.published.push(id)
  }

  async do(step: Action): Promise<void> {
    const engine = this.#engine
    switch (step.kind) {
      case 'publish':
        await this.publish(step.author)
        if (step.drain) await this.drain()
        break
      case 'backdate': {
        const timestampMs = this.#world.time.now() - step.agoMs - 946_684_800_000
        const id = BigInt(timestampMs) * 2n ** 22n + BigInt(this.published.length)
        await this.publish(step.author, { id: id.toString() })
        break
      }
      case 'delete': {
        const postId = this.published[step.pick % Math.max(1, this.published.length)]
        if (postId === undefined || this.deleted.has(postId)) return
        const post = await engine.getPost({ postId, viewerId: 'viewer' })
        if (post !== null) await engine.deletePost({ postId, authorId: post.authorId })
        this.deleted.add(postId)
        break
      }
      case 'evict':
        return this.#world.evict('viewer')
      case 'rebuild':
        return engine.rebuildTimeline({ viewerId: 'viewer' })
      case 'threshold':
        return engine.setPolicy({ kind: 'threshold', followers: step.followers, hysteresis: 0 })
      case 'follow':
        await engine.follow({ followerId: 'viewer', followeeId: step.followee })
        break
      case 'pass':
        await this.#world.time.advance(step.ms)
    }
  }

  drain(): Promise<void> {
    return this.#world.time.run(this.#engine.drain())
  }
}

test('posts applied before the first page appear exactly once, whatever others do meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(script, async ({ maxEntries, followers, posts, pages }) => {
      const world = new World()
      const policy = { kind: 'threshold', followers, hysteresis: 0 } as const
      const engine = world.engine({ timeline: { maxEntries }, policy, relay: { pollIntervalMs: 3_600_000 } })
      const run = new Run(world, engine)
      await followAll(engine, ['viewer', 'another'], ['a', 'b', 'c'])
      await sayMany(engine, 'x', 'not followed yet', 3)
      await home(engine, 'viewer')
      for (const author of posts) {
        await run.publish(author)
        await world.time.advance(500)
      }
      await run.drain()

      const applied = [...run.published]
      const seen: string[] = []
      let cursor: string | undefined
      for (let index = 0; ; index++) {
        const { limit, actions } = pages[index] ?? { limit: 5, actions: [] }
        const page = await engine.homeTimeline({
          viewerId: 'viewer',
          limit,
          ...(cursor === undefined ? {} : { cursor }),
        })
        expect(page.degraded).toEqual([])
        expect(page.items.length).toBeLessThanOrEqual(limit)
        for (const id of ids(page)) expect(run.deleted.has(id)).toBe(false)
        seen.push(...ids(page))
        cursor = page.nextCursor
        if (cursor === undefined) break
        expect(page.items).toHaveLength(limit)
        for (const step of actions) await run.do(step)
      }

      expect(new Set(seen).size).toBe(seen.length)
      const positions = seen.map((id) => BigInt(id))
      expect(positions).toEqual([...positions].sort((one, other) => (one < other ? 1 : -1)))
      for (const id of applied) if (!run.deleted.has(id)) expect(seen).toContain(id)
      await engine.close()
    }),
    { numRuns: 60 },
  )
})

test('what was published meanwhile appears on refresh', async () => {
  const engine = new World().engine({ workers: 'none' })
  await sayMany(engine, 'viewer', 'old', 4)
  const first = await engine.homeTimeline({ viewerId: 'viewer', limit: 2 })
  await sayMany(engine, 'viewer', 'new', 2)
  const second = await engine.homeTimeline({ viewerId: 'viewer', limit: 2, cursor: first.nextCursor ?? '' })
  expect(second.items.map(({ post }) => post.body?.text)).toEqual(['old 2', 'old 1'])
  expect(await home(engine, 'viewer')).toEqual(['new 2', 'new 1', 'old 4', 'old 3', 'old 2', 'old 1'])
})
