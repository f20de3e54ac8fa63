import { randomBytes } from 'node:crypto'
import type { DeliveryPolicyOptions, FeedEngine, MetricsHook } from '@feed-engine/core'
import { createFeed, type Note } from './feed'
import type { Deployment, Profile } from './profiles/profile'
import { startServers } from './servers/start-servers'
import { WorkerProcesses } from './workers/worker-processes'

export interface RunOptions {
  readonly policy?: DeliveryPolicyOptions
  readonly metrics?: MetricsHook
  /** Worker processes, where the profile has them. */
  readonly workers: number
}

/** A profile that runs: the engine that serves, and worker processes if the profile has them. */
export interface RunningProfile {
  readonly engine: FeedEngine<Note>
  readonly deployment: Deployment
  /** Absent where fan-out runs in this process. */
  readonly workers?: WorkerProcesses
  /** Ends everything, and removes all data. */
  end(): Promise<void>
}

/** Starts the servers that a profile needs, opens its stores under a namespace of its own, and runs the feed on them. */
export async function runProfile(
  profile: Profile,
  { workers: count, ...options }: RunOptions,
): Promise<RunningProfile> {
  const servers = await startServers(profile.needs)
  const namespace = `demo_${process.pid}_${randomBytes(4).toString('hex')}`
  const cursorSecret = randomBytes(32).toString('base64')
  const deployment = await profile.open(servers.addresses, namespace)
  const engine = createFeed(deployment, {
    ...options,
    cursorSecret,
    workers: profile.workerProcesses ? 'none' : 'inline',
  })
  const policy = options.policy === undefined ? {} : { policy: options.policy }
  const assignment = { profile: profile.name, addresses: servers.addresses, namespace, cursorSecret, ...policy }
  const workers = profile.workerProcesses ? new WorkerProcesses(assignment) : undefined
  for (let started = 0; workers !== undefined && started < count; started++) await workers.start()

  return {
    engine,
    deployment,
    ...(workers === undefined ? {} : { workers }),
    async end() {
      await workers?.stop()
      await engine.close()
      await deployment.remove()
      await servers.stop()
    },
  }
}
