import { randomBytes } from 'node:crypto'
import { createFeedEngine, type FeedEngine, type FeedEngineOptions } from '@feed-engine/core'
import type { Deployment } from '@feed-engine/example-profiles'
import type { WorkloadSettings } from '../harness/workload'
import { MetricSums } from './metric-sums'

export interface Note {
  readonly text: string
}

/** A feed on a profile, under a namespace of its own. Workers run in this process unless the options say otherwise. */
export interface LiveFeed {
  readonly engine: FeedEngine<Note>
  readonly deployment: Deployment
  readonly metrics: MetricSums
  readonly namespace: string
  readonly cursorSecret: string
  /** Stops the engine and removes all data. */
  end(): Promise<void>
}

export type LiveFeedOptions = Partial<Pick<FeedEngineOptions<Note>, 'policy' | 'timeline' | 'workers'>>

/** Opens the stores of the profile, prepared and empty, and an engine on them. */
export async function openLiveFeed(
  { profile, addresses }: Pick<WorkloadSettings, 'profile' | 'addresses'>,
  options: LiveFeedOptions = {},
): Promise<LiveFeed> {
  const namespace = `bench_${process.pid}_${randomBytes(4).toString('hex')}`
  const cursorSecret = randomBytes(32).toString('base64')
  const deployment = await profile.open(addresses, namespace)
  const metrics = new MetricSums()
  const engine = createFeedEngine<Note>({
    stores: deployment.stores,
    cursor: { keys: [{ id: 'k1', secret: cursorSecret }] },
    metrics,
    ...options,
  })
  return {
    engine,
    deployment,
    metrics,
    namespace,
    cursorSecret,
    async end() {
      await engine.close()
      await deployment.remove()
    },
  }
}
