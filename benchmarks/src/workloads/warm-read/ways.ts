import { DEFAULT_TENANT } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'
import { Redis } from 'ioredis'
import pg from 'pg'
import { AuthorSets } from '../../baselines/design-text/author-sets'
import { pipelinePush } from '../../baselines/design-text/pipeline-push'
import { designTextRead } from '../../baselines/design-text/read'
import { SortedSetTimelines } from '../../baselines/design-text/timelines'
import { Outboxes } from '../../baselines/floor/outboxes'
import { existsFirstPush } from '../../baselines/floor/packed-push'
import { floorWarmRead } from '../../baselines/floor/warm-read'
import { listPush } from '../../baselines/misskey/list-push'
import { misskeyRead } from '../../baselines/misskey/read'
import { BodyCache } from '../../baselines/pages/body-cache'
import type { ReadWay } from '../../baselines/read-way'
import { SafetyChecks } from '../../baselines/safety/safety-checks'
import { userId } from '../../baselines/stamped-post'
import type { WorkloadSettings } from '../../harness/workload'
import type { Population } from './population'
import { fillByHand } from './timelines-by-hand'

/** Connections of a hand-written reader: as many as the engine's stores open. */
const CONNECTIONS = 10

export interface WaysByHand {
  readonly ways: readonly ReadWay[]
  close(): Promise<void>
}

/** The baselines, with timelines, outboxes and bodies of the population under the namespace. */
export async function readWays(
  { addresses, seed }: Pick<WorkloadSettings, 'addresses' | 'seed'>,
  namespace: string,
  population: Population,
): Promise<WaysByHand> {
  const client = new Redis(addresses.redis)
  const pool = new pg.Pool({ ...addresses.postgres, max: CONNECTIONS })
  const prefix = `${namespace}:hand:`
  const checks = new SafetyChecks(pool, { schema: namespace, tenant: DEFAULT_TENANT })
  const bodies = new BodyCache(client, prefix)
  const outboxes = new Outboxes(client, prefix)
  const authorSets = new AuthorSets(client, prefix)

  await bodies.fill(population.posts.map(({ cached }) => cached))
  for (const authorId of population.pullAuthorIds) {
    const posts = population.posts.map(({ stamp }) => stamp).filter(({ author }) => userId(author) === authorId)
    await outboxes.fill(authorId, posts)
    await authorSets.fill(authorId, posts)
  }
  await fillByHand(pipelinePush(client, { name: 'design-text', prefix }), population, false)
  await fillByHand(existsFirstPush(client, { prefix }), population, false)
  await fillByHand(listPush(client, { prefix, random: new SeededRandom(seed) }), population, true)

  const pulled = new Set(population.pullAuthorIds)
  const followedPull = new Map(
    [...population.followeesOf].map(([viewerId, followees]) => [
      viewerId,
      [...followees].filter((id) => pulled.has(id)),
    ]),
  )
  return {
    ways: [
      floorWarmRead(client, { prefix, checks, bodies, outboxes }),
      designTextRead(client, {
        name: 'design-text',
        checks,
        bodies,
        authorSets,
        timelines: new SortedSetTimelines(client, prefix),
        pullAuthorsOf: (viewerId) => followedPull.get(viewerId) ?? [],
      }),
      misskeyRead(client, { prefix, checks, bodies }),
    ],
    async close() {
      client.disconnect()
      await pool.end()
    },
  }
}
