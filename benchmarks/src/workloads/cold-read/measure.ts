import { DEFAULT_TENANT, type FeedEngine, type UserId } from '@feed-engine/core'
import { SeededRandom } from '@feed-engine/simulation'
import { Redis } from 'ioredis'
import pg from 'pg'
import { packedKeys } from '../../baselines/floor/packed-timeline'
import { freshNamespace } from '../../baselines/fresh-prefix'
import type { ReadWay } from '../../baselines/read-way'
import { requireSamePage } from '../../baselines/same-page'
import { atMost } from '../../harness/aims'
import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { WorkloadSettings } from '../../harness/workload'
import { refreshStatistics } from '../../population/refresh-statistics'
import { coldContender } from './cold-contender'
import { type ColdPopulation, type ColdSize, createColdPopulation } from './population'
import type { PostStorage } from './post-storage'

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
    listings: 50_000,
  },
  tiny: { followees: [2, 5], viewers: 2, posts: [{ authors: 5, each: 20 }], operations: 4, listings: 100 },
} as const satisfies Record<string, ColdSize & Reads>

/** Reads of one round, of viewers who follow some number. */
interface Reads {
  /** At most. */
  readonly operations: number
  /** Followees listed in all of them, at most: nobody waits for ever for those of the many. */
  readonly listings: number
}

/** What a page out of the stores may take at worst, for viewers who follow so many. */
const P99_AIM = { followees: 200, ms: 50 }

/** Measures the engine beside the floor, for viewers of each number of followees. */
export async function measureColdReads(
  workload: string,
  storage: PostStorage,
  settings: WorkloadSettings,
): Promise<readonly Outcome[]> {
  const namespace = freshNamespace()
  const size = SIZES[settings.scale]
  settings.progress('writing posts and follows')
  const deployment = await storage.open(settings.addresses, namespace)
  try {
    const population = await createColdPopulation(settings, deployment, size)
    await refreshStatistics(settings, namespace)
    return await measure({ workload, storage, namespace, population, reads: size }, settings)
  } finally {
    await deployment.remove()
  }
}

interface ColdTrial {
  readonly workload: string
  readonly storage: PostStorage
  readonly namespace: string
  readonly population: ColdPopulation
  readonly reads: Reads
}

async function measure(cold: ColdTrial, settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { storage, namespace, population } = cold
  const { addresses, seed } = settings
  const client = new Redis(addresses.redis)
  const pool = new pg.Pool({ ...addresses.postgres, max: 10 })
  const prefix = `${namespace}:hand:`
  const engines = { engine: population.openEngine(true), 'engine-without-leases': population.openEngine(false) }
  try {
    const { posts } = population
    const parts = { addresses, client, pool, namespace, prefix, posts, random: new SeededRandom(seed) }
    const { floor, close } = await storage.openFloor(parts)
    try {
      const evict = (viewerId: UserId) => client.unlink(Object.values(packedKeys(prefix, viewerId)))
      return await measureBeside(cold, settings, { engines, floor: { ...floor, evict } })
    } finally {
      await close()
    }
  } finally {
    await Promise.all(Object.values(engines).map((engine) => engine.close()))
    client.disconnect()
    await pool.end()
  }
}

async function measureBeside(
  { workload, storage, population, reads }: ColdTrial,
  { progress, meters, effort }: WorkloadSettings,
  parts: {
    readonly engines: { readonly engine: FeedEngine<unknown> } & Readonly<Record<string, FeedEngine<unknown>>>
    readonly floor: ReadWay & { evict(viewerId: UserId): Promise<unknown> }
  },
): Promise<readonly Outcome[]> {
  const { engines, floor } = parts
  const evict = (viewerId: UserId) => evictFrom(population, viewerId)
  const commands = [`homeTimeline: posts in ${storage.name}, relations in PostgreSQL, timelines in Redis`]
  const outcomes: Outcome[] = []
  for (const [followees, viewerIds] of population.viewersOf) {
    for (const viewerId of viewerIds) {
      await requireSamePage(engines.engine, floor, viewerId, 'rebuilt')
      await Promise.all([evict(viewerId), floor.evict(viewerId)])
    }
    progress(`${followees} followees`)
    const trial = {
      workload,
      variant: `${storage.name}, ${followees} followees`,
      unit: 'reads',
      unitsPerOperation: 1,
      inFlight: 1,
      operations: Math.min(reads.operations, Math.ceil(reads.listings / followees)),
      contenders: [
        ...Object.entries(engines).map(([name, engine]) =>
          coldContender({ name, commands }, viewerIds, (viewerId) => engine.homeTimeline({ viewerId }), evict),
        ),
        coldContender(floor, viewerIds, floor.read, floor.evict),
      ],
      aims: { floor: { p50AtMost: 1.4 } },
    }
    outcomes.push(withTail(await runTrial(trial, meters, effort), followees))
  }
  return outcomes
}

function evictFrom({ stores }: ColdPopulation, ownerId: UserId): Promise<void> {
  const feeds = [{ tenant: DEFAULT_TENANT, kind: 'home' as const, ownerId }]
  return stores.timelines?.evict({ feeds }) ?? Promise.resolve()
}

/** The outcome with its figure for the slowest reads, where there is an aim for it. */
function withTail(outcome: Outcome, followees: number): Outcome {
  if (followees !== P99_AIM.followees) return outcome
  const p99Ms = outcome.readings['engine']?.p99Ms ?? Number.NaN
  return { ...outcome, aims: [...outcome.aims, atMost('p99 in ms', P99_AIM.ms, p99Ms)] }
}
