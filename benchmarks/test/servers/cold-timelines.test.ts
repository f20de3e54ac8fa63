import { DEFAULT_TENANT } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { floorColdRead } from '../../src/baselines/floor/cold-read'
import { existsFirstPush } from '../../src/baselines/floor/packed-push'
import { freshNamespace } from '../../src/baselines/fresh-prefix'
import { BodyCache } from '../../src/baselines/pages/body-cache'
import { KEPT } from '../../src/baselines/push-way'
import type { ReadWay } from '../../src/baselines/read-way'
import { SafetyChecks } from '../../src/baselines/safety/safety-checks'
import { requireSamePage } from '../../src/baselines/same-page'
import { stampedPost } from '../../src/baselines/stamped-post'
import { type ColdPopulation, createColdPopulation } from '../../src/workloads/cold-read/population'

const { redis, postgres } = inject('connections')
const namespace = freshNamespace()
const prefix = `${namespace}:hand:`
const client = new Redis(redis)
const pool = new pg.Pool(postgres)

let population: ColdPopulation
let floor: ReadWay

beforeAll(async () => {
  const size = { followees: [2, 60], viewers: 2, posts: [{ authors: 60, each: 10 }] }
  population = await createColdPopulation({ addresses: inject('connections'), seed: 1 }, namespace, size)
  const bodies = new BodyCache(client, prefix)
  await bodies.fill(population.posts)
  const checks = new SafetyChecks(pool, { schema: namespace, tenant: DEFAULT_TENANT })
  const parts = { prefix, bodies, checks, schema: namespace, tenant: DEFAULT_TENANT, random: new SeededRandom(1) }
  floor = floorColdRead(client, pool, parts)
})
afterAll(async () => {
  await population.remove()
  client.disconnect()
  await pool.end()
})

describe.each([2, 60])('a cold read by hand, of %i followees,', (followees) => {
  it('shows what the engine shows, and leaves the timeline that the engine leaves', async () => {
    const [viewerId = ''] = population.viewersOf.get(followees) ?? []
    const engine = population.openEngine(true)
    await requireSamePage(engine, floor, viewerId, 'rebuilt')
    const feed = { tenant: DEFAULT_TENANT, kind: 'home' as const, ownerId: viewerId }
    const filled = await population.stores.timelines?.read({ feed, limit: KEPT, idleTtlMs: 60_000 })
    const held = await existsFirstPush(client, { prefix }).positionsOf(viewerId)
    expect(held).toEqual(filled?.entries.map(({ position }) => position))
    expect(held).toHaveLength(Math.min(KEPT, followees * 10))
    await engine.close()
  })

  it('keeps what is pushed while it fills', async () => {
    const [, viewerId = ''] = population.viewersOf.get(followees) ?? []
    const pushed = stampedPost(1_000_000)
    const push = existsFirstPush(client, { prefix })
    const reading = floor.read(viewerId)
    await push.push(pushed, [viewerId])
    await reading
    expect((await push.positionsOf(viewerId))[0]).toBe(pushed.position)
  })

  it('refuses to fill a timeline that is filled', async () => {
    const [viewerId = ''] = population.viewersOf.get(followees) ?? []
    await expect(floor.read(viewerId)).rejects.toThrow('not cold')
  })
})
