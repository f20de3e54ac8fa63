import { createFeedEngine, type FeedEngine, snowflakeCodec } from '@feed-engine/core'
import { type Change, Oracle } from '@feed-engine/simulation'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPostgresStores, type PostgresOptions, type PostgresStores } from '../src'
import { range } from './support/data'
import { createSchema, serverOptions, type TestSchema } from './support/schema'
import { until } from './support/until'

interface Body {
  readonly text: string
}

const USERS = ['ann', 'bob', 'cem', 'dee', 'eve']
const ids = snowflakeCodec()

let schema: TestSchema

beforeAll(async () => {
  schema = await createSchema()
})
afterAll(() => schema.drop())

/** A process: an engine of one tenant, with stores of its own. */
function start(
  tenant: string,
  nodeId: number,
  options: PostgresOptions = { ...schema.options, maxConnections: 6 },
): { readonly engine: FeedEngine<Body>; readonly stores: PostgresStores } {
  const stores = createPostgresStores({ ...options, bus: { pollIntervalMs: 50 } })
  const engine = createFeedEngine<Body>({
    stores,
    tenant,
    nodeId,
    policy: { kind: 'threshold', followers: 3 },
    timeline: { maxEntries: 8 },
    fanOut: { chunkSize: 2 },
    relay: { leaseMs: 1_000 },
    cursor: { keys: [{ id: 'k', secret: 'x'.repeat(32) }] },
  })
  return { engine, stores }
}

async function wholeHome(engine: FeedEngine<Body>, viewerId: string, read: 'cached' | 'strict', limit: number) {
  const shown: string[] = []
  let cursor: string | undefined
  do {
    const page = await engine.homeTimeline({ viewerId, limit, read, ...(cursor === undefined ? {} : { cursor }) })
    shown.push(...page.items.map(({ post }) => post.id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return shown
}

const user = fc.constantFrom(...USERS)
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('publish' as const), one: user, other: user }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('follow' as const), one: user, other: user }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('unfollow', 'block', 'unblock', 'mute', 'unmute', 'delete', 'repost', 'read'),
      one: user,
      other: user,
    }),
  },
)

it('PostgreSQL alone runs an engine: any history shows what the oracle shows, cached and strict, by any process', async () => {
  let histories = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 60 }), async (steps) => {
      const tenant = `history ${++histories}`
      const processes = range(2).map((n) => start(tenant, n))
      const engineOf = (n: number) => processes[n % 2]?.engine as FeedEngine<Body>
      let oracle = new Oracle()
      const now = (change: Change) => {
        oracle = oracle.after(change)
      }
      const published: { readonly id: string; readonly authorId: string; readonly kind: string }[] = []
      for (const [n, { kind, one, other }] of steps.entries()) {
        const engine = engineOf(n)
        const pair = { userId: one, targetId: other }
        if (kind === 'publish' || kind === 'repost') {
          const original = kind === 'repost' ? published.filter((each) => each.kind === 'post').at(-1) : undefined
          const request = original === undefined ? { body: { text: `${n}` } } : { repostOf: original.id }
          const post = await engine.publish({ authorId: one, ...request }).catch(() => undefined)
          if (post === undefined) continue
          published.push(post)
          const { id, authorId, kind: postKind, state, visibility, repostOf } = post
          const position = ids.positionOf(id)
          const known = { id, position, authorId, kind: postKind, state, visibility }
          now({ type: 'publish', post: repostOf === undefined ? known : { ...known, repostOf } })
        } else if (kind === 'delete') {
          const mine = published.filter(({ authorId }) => authorId === one).at(-1)
          if (mine === undefined) continue
          await engine.deletePost({ postId: mine.id, authorId: one })
          now({ type: 'post-state', postId: mine.id, state: 'deleted' })
        } else if (kind === 'read') {
          expect(await wholeHome(engine, one, 'strict', 7)).toEqual(oracle.home(one, Date.now()))
          await engine.homeTimeline({ viewerId: one })
        } else if (one !== other) {
          const blocked = kind === 'follow' && oracle.blocked(one, other)
          if (kind === 'follow') {
            const following = engine.follow({ followerId: one, followeeId: other })
            await (blocked ? expect(following).rejects.toMatchObject({ code: 'BLOCKED' }) : following)
          } else if (kind === 'unfollow') await engine.unfollow({ followerId: one, followeeId: other })
          else await engine[kind](pair)
          if (!blocked) now({ type: kind, ...pair })
        }
      }
      await engineOf(0).drain()
      for (const viewer of USERS) {
        const expected = oracle.home(viewer, Date.now())
        for (const n of range(2)) {
          expect(await wholeHome(engineOf(n), viewer, 'cached', 3)).toEqual(expected)
          expect(await wholeHome(engineOf(n), viewer, 'strict', 5)).toEqual(expected)
        }
      }
      for (const { engine, stores } of processes) {
        await engine.close()
        await stores.close()
      }
    }),
    { numRuns: 8, endOnFailure: true },
  )
})

it('goes on after all of its connections were cut while it published, and loses nothing', async () => {
  const name = `${schema.options.schema}_cut`
  const pool = new pg.Pool({ ...serverOptions(), application_name: name })
  const { engine, stores } = start('cut', 7, { pool, schema: schema.options.schema ?? '' })
  await engine.follow({ followerId: 'reader', followeeId: 'writer' })
  await engine.homeTimeline({ viewerId: 'reader' })
  const acknowledged: string[] = []
  for (const n of range(30)) {
    if (n % 10 === 5) {
      const others = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1'
      await schema.admin.query(others, [name])
    }
    const publishing = engine.publish({ authorId: 'writer', body: { text: `${n}` }, idempotencyKey: `${n}` })
    const post = await publishing.catch(() => undefined)
    if (post !== undefined) acknowledged.push(post.id)
  }
  expect(acknowledged.length).toBeGreaterThan(20)
  await engine.drain()
  await until(async () => (await stores.posts.outbox.pending()) === 0, 'the outbox is empty')
  const shown = await wholeHome(engine, 'reader', 'cached', 50)
  expect(shown).toEqual(await wholeHome(engine, 'reader', 'strict', 50))
  expect(shown).toEqual(expect.arrayContaining(acknowledged))
  await engine.close()
  await stores.close()
  await pool.end()
})
