import { createRedisTimelineCache } from '@feed-engine/adapter-redis'
import { SeededRandom } from '@feed-engine/simulation'
import type { Redis } from 'ioredis'
import { inject, onTestFinished } from 'vitest'
import { pipelinePush } from '../../src/baselines/design-text/pipeline-push'
import { scriptPush } from '../../src/baselines/design-text/script-push'
import { appendFirstPush, existsFirstPush } from '../../src/baselines/floor/packed-push'
import { listPush } from '../../src/baselines/misskey/list-push'
import { perFollowerPush } from '../../src/baselines/per-follower/push'
import type { PushWay } from '../../src/baselines/push-way'
import { enginePush } from '../../src/workloads/fan-out/engine-push'

export interface Place {
  readonly client: Redis
  readonly prefix: string
}

type MakeWay = (place: Place) => PushWay | Promise<PushWay>

/** Every way to push, by name. */
export const PUSH_WAYS: Readonly<Record<string, MakeWay>> = {
  engine: openEngine,
  floor: ({ client, prefix }) => existsFirstPush(client, { prefix }),
  'floor-append-first': ({ client, prefix }) => appendFirstPush(client, { prefix }),
  misskey: ({ client, prefix }) => listPush(client, { prefix, random: new SeededRandom(1) }),
  'design-text': ({ client, prefix }) => pipelinePush(client, { name: 'design-text', prefix }),
  'design-text-script': ({ client, prefix }) => scriptPush(client, { name: 'design-text-script', prefix }),
  'per-follower': ({ client, prefix }) => perFollowerPush(client, { prefix }),
}

async function openEngine({ prefix }: Place): Promise<PushWay> {
  const timelines = createRedisTimelineCache({ ...inject('connections').redis, keyPrefix: prefix })
  const engine = await enginePush(timelines, { followers: 12, chunkSize: 4 })
  onTestFinished(async () => {
    await engine.close()
    await timelines.close()
  })
  return engine
}
