import { createRedisTimelineCache } from '@feed-engine/adapter-redis'
import { Cluster } from 'ioredis'
import { pipelinePush } from '../../baselines/design-text/pipeline-push'
import { freshPrefix } from '../../baselines/fresh-prefix'
import type { Outcome } from '../../harness/reading'
import type { WorkloadSettings } from '../../harness/workload'
import { Dataset } from './dataset'
import { enginePush } from './engine-push'
import { measureFanOut } from './measure'

const SIZES = {
  full: { followers: 4_000, pushes: 200, operations: 40 },
  tiny: { followers: 80, pushes: 5, operations: 3 },
} as const

/** The followers in hand at once, and in four slices by cell, with timelines on the masters of a cluster. */
export async function fanOutOnCluster(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { addresses, meters, scale } = settings
  const { operations, ...rest } = SIZES[scale]
  const size = { ...rest, chunkSize: rest.followers, byCell: true }
  const prefix = freshPrefix()
  const clients = [clusterOf(addresses), clusterOf(addresses)] as const
  const [client, engineClient] = clients
  await client.ping()
  const servers = client.nodes('master')
  const timelines = createRedisTimelineCache({ client: engineClient, keyPrefix: `${prefix}engine:` })
  const engine = await enginePush(timelines, size)
  const sorted = `${prefix}sorted:`
  const datasets = [
    new Dataset(size, { prefix: `${prefix}engine:`, servers, ways: [engine] }),
    new Dataset(size, {
      prefix: sorted,
      servers,
      ways: [pipelinePush(client, { name: 'design-text', prefix: sorted })],
    }),
  ]
  const parts = { inFlight: 1, operations, names: ['engine', 'design-text'] }
  const trials = [
    { chunkSize: size.followers, aim: 5 },
    { chunkSize: size.followers / 4, aim: 3 },
  ].map(({ chunkSize, aim }) => ({
    ...parts,
    chunkSize,
    variant: `Redis Cluster, ${chunkSize} a chunk`,
    aims: { 'design-text': { rateAtLeast: aim } },
  }))
  try {
    await meters.watch(addresses, ['redisCluster'])
    return await measureFanOut(settings, datasets, trials)
  } finally {
    for (const dataset of datasets) await dataset.remove()
    await engine.close()
    await timelines.close()
    for (const open of clients) open.disconnect()
  }
}

function clusterOf({ redisCluster }: WorkloadSettings['addresses']): Cluster {
  return new Cluster([...redisCluster.nodes])
}
