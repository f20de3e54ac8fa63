import { DEFAULT_TENANT } from '@feed-engine/core'
import type { Deployment } from '@feed-engine/example-profiles'
import { SeededRandom } from '@feed-engine/simulation'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { existsFirstPush } from '../../src/baselines/floor/packed-push'
import { freshNamespace } from '../../src/baselines/fresh-prefix'
import { KEPT } from '../../src/baselines/push-way'
import type { ReadWay } from '../../src/baselines/read-way'
import { requireSamePage } from '../../src/baselines/same-page'
import { stampedPost } from '../../src/baselines/stamped-post'
import { type ColdPopulation, createColdPopulation } from '../../src/workloads/cold-read/population'
import { postsInCassandra } from '../../src/workloads/cold-read/posts-in-cassandra'
import { postsInPostgres } from '../../src/workloads/cold-read/posts-in-postgres'

const { redis, postgres } = inject('connections')
const client = new Redis(redis)
const pool = new pg.Pool(postgres)
afterAll(async () => {
  client.disconnect()
  await pool.end()
})

describe.each([postsInPostgres, postsInCassandra])('with posts in $name, a cold read by hand', (storage) => {
  const namespace = freshNamespace()
  const prefix = `${namespace}:hand:`
  let deployment: Deployment
  let population: ColdPopulation
  let byHand: { readonly floor: ReadWay; close(): Promise<void> }

  beforeAll(async () => {
    const addresses = inject('connections')
    deployment = await storage.open(addresses, namespace)
    const size = { followees: [2, 60], viewers: 2, posts: [{ authors: 60, each: 10 }] }
    population = await createColdPopulation({ seed: 1 }, deployment, size)
    const random = new SeededRandom(1)
    const { posts } = population
    byHand = await storage.openFloor({ addresses, client, pool, namespace, prefix, random, posts })
  })
  afterAll(async () => {
    await byHand.close()
    await deployment.remove()
  })

  describe.each([2, 60])('of %i followees,', (followees) => {
    it('shows what the engine shows, and leaves the timeline that the engine leaves', async () => {
      const [viewerId = ''] = population.viewersOf.get(followees) ?? []
      const engine = population.openEngine(true)
      await requireSamePage(engine, byHand.floor, viewerId, 'rebuilt')
      const feed = { tenant: DEFAULT_TENANT, kind: 'home' as const, ownerId: viewerId }
      const filled = await deployment.stores.timelines?.read({ feed, limit: KEPT, idleTtlMs: 60_000 })
      const held = await existsFirstPush(client, { prefix }).positionsOf(viewerId)
      expect(held).toEqual(filled?.entries.map(({ position }) => position))
      expect(held).toHaveLength(Math.min(KEPT, followees * 10))
      await engine.close()
    })

    it('keeps what is pushed while it fills', async () => {
      const [, viewerId = ''] = population.viewersOf.get(followees) ?? []
      const pushed = stampedPost(1_000_000)
      const push = existsFirstPush(client, { prefix })
      const reading = byHand.floor.read(viewerId)
      await push.push(pushed, [viewerId])
      await reading
      expect((await push.positionsOf(viewerId))[0]).toBe(pushed.position)
    })

    it('refuses to fill a timeline that is filled', async () => {
      const [viewerId = ''] = population.viewersOf.get(followees) ?? []
      await expect(byHand.floor.read(viewerId)).rejects.toThrow('not cold')
    })
  })
})
