import { createRedisTimelineCache } from '@feed-engine/adapter-redis'
import { SeededRandom } from '@feed-engine/simulation'
import { Redis } from 'ioredis'
import { startRedis } from '../../../../scripts/services/start-redis'
import { pipelinePush } from '../../baselines/design-text/pipeline-push'
import { scriptPush } from '../../baselines/design-text/script-push'
import { appendFirstPush, existsFirstPush } from '../../baselines/floor/packed-push'
import { freshPrefix } from '../../baselines/fresh-prefix'
import { listPush } from '../../baselines/misskey/list-push'
import { perFollowerPush } from '../../baselines/per-follower/push'
import type { Outcome } from '../../harness/reading'
import type { WorkloadSettings } from '../../harness/workload'
import { Dataset } from './dataset'
import { enginePush } from './engine-push'
import { type FanOutTrial, measureFanOut } from './measure'

const SIZES = {
  full: { followers: 3_000, chunkSize: 1_000, pushes: 200, operations: 40 },
  tiny: { followers: 60, chunkSize: 20, pushes: 5, operations: 3 },
} as const
/** A sorted set of 500 is a listpack only under a higher limit than the default of 128. */
const TUNED = ['--zset-max-listpack-entries', '1024']
const NAMES = [
  'engine',
  'floor',
  'floor-append-first',
  'misskey',
  'design-text',
  'design-text-script',
  'design-text-tuned',
  'design-text-tuned-script',
]

/** Chunks of 1,000 followers, timelines on one Redis. */
export async function fanOutOnOneRedis(settings: WorkloadSettings): Promise<readonly Outcome[]> {
  const { addresses, meters, scale, seed } = settings
  const size = SIZES[scale]
  const prefix = freshPrefix()
  const tuned = await startRedis({ settings: TUNED })
  const clients = [new Redis(addresses.redis), new Redis(addresses.redis), new Redis(tuned)] as const
  const [client, engineClient, tunedClient] = clients
  const timelines = createRedisTimelineCache({ client: engineClient, keyPrefix: `${prefix}engine:` })
  const engine = await enginePush(timelines, size)
  const [sorted, lists, packed] = [`${prefix}sorted:`, `${prefix}lists:`, `${prefix}packed:`]
  const servers = [client]
  const datasets = [
    new Dataset(size, { prefix: `${prefix}engine:`, servers, ways: [engine] }),
    new Dataset(size, {
      prefix: packed,
      servers,
      ways: [existsFirstPush(client, { prefix: packed }), appendFirstPush(client, { prefix: packed })],
    }),
    new Dataset(size, {
      prefix: lists,
      servers,
      ways: [listPush(client, { prefix: lists, random: new SeededRandom(seed) })],
    }),
    new Dataset(size, {
      prefix: sorted,
      servers,
      ways: [
        scriptPush(client, { name: 'design-text-script', prefix: sorted }),
        pipelinePush(client, { name: 'design-text', prefix: sorted }),
        perFollowerPush(client, { prefix: sorted }),
      ],
    }),
    new Dataset(size, {
      prefix: sorted,
      servers: [tunedClient],
      ways: [
        scriptPush(tunedClient, { name: 'design-text-tuned-script', prefix: sorted }),
        pipelinePush(tunedClient, { name: 'design-text-tuned', prefix: sorted }),
      ],
    }),
  ]
  try {
    // The private server is metered in the place of a cluster's node.
    await meters.watch({ ...addresses, redisCluster: { nodes: [tuned] } }, ['redis', 'redisCluster'])
    return await measureFanOut(settings, datasets, trialsOf(size))
  } finally {
    for (const dataset of datasets) await dataset.remove()
    await engine.close()
    await timelines.close()
    for (const open of clients) open.disconnect()
    await tuned.stop()
  }
}

function trialsOf({
  chunkSize,
  operations,
}: {
  readonly chunkSize: number
  readonly operations: number
}): FanOutTrial[] {
  const aims = { 'design-text': { rateAtLeast: 5 }, misskey: { rateAtLeast: 2 }, floor: { rateAtLeast: 0.75 } }
  const parts = { chunkSize, operations, aims }
  return [
    { ...parts, variant: 'one Redis, 1 in flight', inFlight: 1, names: [...NAMES, 'per-follower'] },
    { ...parts, variant: 'one Redis, 3 in flight', inFlight: 3, names: NAMES },
  ]
}
