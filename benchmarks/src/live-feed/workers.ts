import type { DeliveryPolicyOptions } from '@feed-engine/core'
import { WorkerProcesses } from '@feed-engine/example-profiles'
import type { WorkloadSettings } from '../harness/workload'
import type { LiveFeed } from './live-feed'

/** Processes of a profile that has them. */
const PROCESSES = 2

/** The fan-out of a feed that was opened with `workers: 'none'`. */
export interface Workers {
  start(): Promise<void>
  /** What they work on is finished; all else waits. */
  stop(): Promise<void>
}

/** Worker processes where the profile has them, and otherwise the workers of this process. */
export function workersOf(
  { profile, addresses }: Pick<WorkloadSettings, 'profile' | 'addresses'>,
  { engine, namespace, cursorSecret }: LiveFeed,
  policy: DeliveryPolicyOptions,
): Workers {
  if (!profile.workerProcesses) return { start: () => engine.startWorkers(), stop: () => engine.stopWorkers() }
  const processes = new WorkerProcesses({ profile: profile.name, addresses, namespace, cursorSecret, policy })
  return {
    async start() {
      while (processes.count < PROCESSES) await processes.start()
    },
    stop: () => processes.stop(),
  }
}
