import { DEFAULT_TENANT, type UserId } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'
import { Redis } from 'ioredis'
import pg from 'pg'
import { floorColdRead } from '../../baselines/floor/cold-read'
import { packedKeys } from '../../baselines/floor/packed-timeline'
import { freshNamespace } from '../../baselines/fresh-prefix'
import { BodyCache } from '../../baselines/pages/body-cache'
import { SafetyChecks } from '../../baselines/safety/safety-checks'
import { requireSamePage } from '../../baselines/same-page'
import { atMost } from '../../harness/aims'
import type { Contender } from '../../harness/contender'
import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { Workload, WorkloadSettings } from '../../harness/workload'
import { type ColdPopulation, type ColdSize, createColdPopulation } from './population'

const SIZES = {
  full: {
    followees: [10, 50, 200, 1_000],
    viewers: 4,
    posts: [
      { authors: 1_000, each: 8 },
      { authors: 200, each: 12 },
      { authors: 10, each: 40 },
    ],
    operations: 150,
  },
  tiny: { followees: [2, 5], viewers: 2, posts: [{ authors: 5, each: 20 }], operations: 4 },
} as const satisfies Record<string, ColdSize & { readonly operations: number }>

/** What a page out of the stores may take at worst, for viewers who follow so many. */
const P99_AIM = { followees: 200, ms: 50 }

/** The first page of a home timeline that is not in the cache, and is written back to it. */
export const coldRead: Workload = {
  about: 'a page of 20 for viewers of 10 to 1,000 followees without a timeline, which is written back',
  needs: ['postgres', 'redis'],
  onProfile: false,
  async run(settings) {
    const namespace = freshNamespace()
    const size = SIZES[settings.scale]
    settings.progress('writing posts and follows')
    const population = await createColdPopulation(settings, namespace, size)
    try {
      return await measure(settings, namespace, population, size.operations)
    } finally {
      await population.remove()
    }
  },
}

async function measure(
  settings: WorkloadSettings,
  namespace: string,
  population: ColdPopulation,
  operations: number,
): Promise<readonly Outcome[]> {
  const { addresses, seed, progress, meters, effort } = settings
  const client = new Redis(addresses.redis)
  const pool = new pg.Pool({ ...addresses.postgres, max: 10 })
  const prefix = `${namespace}:hand:`
  const bodies = new BodyCache(client, prefix)
  await bodies.fill(population.posts)
  const checks = new SafetyChecks(pool, { schema: namespace, tenant: DEFAULT_TENANT })
  const parts = { prefix, bodies, checks, schema: namespace, tenant: DEFAULT_TENANT, random: new SeededRandom(seed) }
  const floor = floorColdRead(client, pool, parts)
  const engines = { engine: population.openEngine(true), 'engine-without-leases': population.openEngine(false) }
  const evictByHand = (viewerId: UserId) => client.unlink(Object.values(packedKeys(prefix, viewerId)))
  const evict = (viewerId: UserId) => evictFrom(population, viewerId)
  try {
    const outcomes: Outcome[] = []
    for (const [followees, viewerIds] of population.viewersOf) {
      for (const viewerId of viewerIds) {
        await requireSamePage(engines.engine, floor, viewerId, 'rebuilt')
        await Promise.all([evict(viewerId), evictByHand(viewerId)])
      }
      progress(`${followees} followees`)
      const contenders = [
        ...Object.entries(engines).map(([name, engine]) =>
          coldContender(
            { name, commands: ENGINE_COMMANDS },
            viewerIds,
            (viewerId) => engine.homeTimeline({ viewerId }),
            evict,
          ),
        ),
        coldContender(floor, viewerIds, floor.read, evictByHand),
      ]
      const trial = {
        workload: 'cold-read',
        variant: `PostgreSQL, ${followees} followees`,
        unit: 'reads',
        unitsPerOperation: 1,
        inFlight: 1,
        operations,
        contenders,
        aims: { floor: { p50AtMost: 1.4 } },
      }
      outcomes.push(withTail(await runTrial(trial, meters, effort), followees))
    }
    return outcomes
  } finally {
    await Promise.all(Object.values(engines).map((engine) => engine.close()))
    client.disconnect()
    await pool.end()
  }
}

const ENGINE_COMMANDS = [
  'homeTimeline({ viewerId }) on the profile classic: posts and relations in PostgreSQL, timelines in Redis',
]

function evictFrom({ stores }: ColdPopulation, ownerId: UserId): Promise<void> {
  const feeds = [{ tenant: DEFAULT_TENANT, kind: 'home' as const, ownerId }]
  return stores.timelines?.evict({ feeds }) ?? Promise.resolve()
}

/** Viewers take turns: the timeline that a read has left is evicted behind it, long before its viewer comes again. */
function coldContender(
  { name, commands }: Pick<Contender, 'name' | 'commands'>,
  viewerIds: readonly UserId[],
  read: (viewerId: UserId) => Promise<unknown>,
  evict: (viewerId: UserId) => Promise<unknown>,
): Contender {
  const evictions = new Map<UserId, Promise<unknown>>()
  return {
    name,
    commands,
    async operate(turn) {
      const viewerId = viewerIds[turn % viewerIds.length] ?? ''
      await evictions.get(viewerId)
      const page = await read(viewerId)
      evictions.set(viewerId, evict(viewerId))
      return page
    },
  }
}

/** The outcome with its figure for the slowest reads, where there is an aim for it. */
function withTail(outcome: Outcome, followees: number): Outcome {
  if (followees !== P99_AIM.followees) return outcome
  const p99Ms = outcome.readings['engine']?.p99Ms ?? Number.NaN
  return { ...outcome, aims: [...outcome.aims, atMost('p99 in ms', P99_AIM.ms, p99Ms)] }
}
