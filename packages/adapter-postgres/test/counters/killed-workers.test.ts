import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRedisCounterStore } from '@feed-engine/adapter-redis'
import { createFeedEngine, type FeedEngine, type Interaction } from '@feed-engine/core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createPostgresCounterArchive, createPostgresStores } from '../../src'
import { createSchema, freshSchemaName, type TestSchema } from '../support/schema'
import { buildWorker } from './build-worker'
import { Truth } from './truth'
import type { WorkerParams } from './worker-params'

const KILLS = 50
/** At once, so that they meet in the stores too. */
const WORKERS = 2
const SEED = 20_261_121
const VIEWERS = 12
const AT_MS = Date.now() - 3_600_000
const CURSOR = { keys: [{ id: 'k', secret: 'a secret of thirty-two bytes.....' }] }

let schema: TestSchema
let worker: Awaited<ReturnType<typeof buildWorker>>

beforeAll(async () => {
  schema = await createSchema()
  worker = await buildWorker()
})
afterAll(async () => {
  await worker.remove()
  await schema.drop()
})

/** Numbers in [0, 1), the same in every run: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = seeded(SEED)
const below = (count: number): number => Math.floor(random() * count)

function openStores(keyPrefix: string) {
  const { posts, graph, bus } = createPostgresStores({ ...schema.options, bus: { pollIntervalMs: 20 } })
  const counters = createRedisCounterStore({ ...inject('connections').redis, keyPrefix })
  return { posts, graph, bus, counters, counterArchive: createPostgresCounterArchive(schema.options) }
}

/** Some interactions of one viewer, a few of them old ones told again. */
async function act(engine: FeedEngine<string>, truth: Truth, postIds: readonly string[]): Promise<void> {
  const viewerId = `viewer ${below(VIEWERS)}`
  const interactions = Array.from({ length: 4 }, (): Interaction => {
    const postId = postIds[below(postIds.length)] ?? ''
    const [eventId, atMs] = [`event ${below(200)}`, AT_MS + below(60_000)]
    const kind = (['like', 'unlike', 'view', 'view', 'reply'] as const)[below(5)] ?? 'view'
    return { kind, postId, eventId: `${kind} ${eventId} ${postId} ${kind.endsWith('like') ? atMs : ''}`, atMs }
  })
  for (const interaction of interactions) truth.record(viewerId, interaction)
  await engine.recordInteractions({ viewerId, interactions })
}

async function runUntilKilled(params: WorkerParams): Promise<void> {
  const child = spawn(process.execPath, [worker.path, JSON.stringify(params)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code, signal] = await once(child, 'exit')
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
}

it(`counters are exact after workers were killed at ${KILLS} points, and so is their archive`, async () => {
  const keyPrefix = `${freshSchemaName()}:`
  const redis = { ...inject('connections').redis, keyPrefix }
  const stores = openStores(keyPrefix)
  const engine = createFeedEngine<string>({ stores, cursor: CURSOR, workers: 'none', fanOut: { ackTimeoutMs: 200 } })
  const truth = new Truth()
  const posts = await Promise.all([1, 2, 3].map((n) => engine.publish({ authorId: 'author', body: `post ${n}` })))
  const postIds = posts.map(({ id }) => id)

  for (let kills = 0; kills < KILLS; kills += WORKERS) {
    for (let calls = 0; calls < 3 * WORKERS; calls++) await act(engine, truth, postIds)
    const params = Array.from({ length: WORKERS }, (): WorkerParams => {
      const kill = { atCall: 1 + below(25), side: below(2) === 0 ? 'before' : 'after' } as const
      return { postgres: schema.options, redis, kill }
    })
    await Promise.all(params.map(runUntilKilled))
  }
  await engine.startWorkers()
  await engine.drain()
  await engine.close()

  const fresh = openStores(`${keyPrefix}fresh:`)
  for (const restored of [false, true]) {
    const reader = createFeedEngine<string>({ stores: restored ? fresh : stores, cursor: CURSOR, workers: 'none' })
    for (let viewer = 0; viewer < VIEWERS; viewer++) {
      const viewerId = `viewer ${viewer}`
      const found = await reader.counters({ postIds, viewerId })
      for (const postId of postIds) {
        const expected = { counts: truth.counts(postId), viewer: { liked: truth.likes(viewerId, postId) } }
        expect(found.get(postId), `${restored ? 'archived' : 'hot'}, for ${viewerId}`).toEqual(expected)
      }
    }
    await reader.close()
  }
  for (const port of [...Object.values(stores), ...Object.values(fresh)]) await port.close()
}, 120_000)
