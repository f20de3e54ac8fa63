import type { FollowGraph } from '../../examples/demo/src/follow-graph'
import type { Meters } from './harness/meters'
import type { Outcome } from './harness/reading'
import type { Workload } from './harness/workload'
import { loadGraph } from './load-graph'
import { openServers } from './open-servers'
import type { BenchOptions } from './options'
import { UsageError } from './usage-error'
import { WORKLOADS } from './workloads/index'

export interface WorkloadRun {
  readonly outcomes: readonly Outcome[]
  /** Workloads that could not be run, or not to their end. */
  readonly failures: readonly { readonly workload: string; readonly reason: string }[]
}

/** Runs workloads one after the other. One that fails does not keep the others from being measured. */
export async function runWorkloads(
  options: BenchOptions,
  meters: Meters,
  progress: (line: string) => void,
): Promise<WorkloadRun> {
  const outcomes: Outcome[] = []
  const failures: { workload: string; reason: string }[] = []
  let graph: Promise<FollowGraph> | undefined
  const loadOnce = (): Promise<FollowGraph> => (graph ??= loadGraph(options))
  if (options.graph !== undefined) await loadOnce()
  for (const name of options.workloads) {
    const workload = WORKLOADS[name]
    if (workload === undefined) throw new UsageError(`unknown workload ${name}`)
    progress(name)
    try {
      const within = (line: string): void => progress(`${name}: ${line}`)
      outcomes.push(...(await run(workload, { ...options, meters, graph: loadOnce, progress: within })))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      failures.push({ workload: name, reason })
      progress(`${name} failed: ${reason}`)
    }
  }
  return { outcomes, failures }
}

type Surroundings = Pick<BenchOptions, 'profile' | 'seed' | 'scale' | 'rounds' | 'calibrate'> & {
  readonly meters: Meters
  readonly graph: () => Promise<FollowGraph>
  readonly progress: (line: string) => void
}

async function run(workload: Workload, surroundings: Surroundings): Promise<readonly Outcome[]> {
  const { profile, rounds, meters, ...settings } = surroundings
  const { needs, onProfile, calibratesOn = [] } = workload
  const kinds = [
    ...new Set([...needs, ...(onProfile ? profile.needs : []), ...(settings.calibrate ? calibratesOn : [])]),
  ]
  const servers = await openServers(kinds)
  try {
    const { addresses } = servers
    await meters.watch(addresses, kinds)
    return await workload.run({ ...settings, addresses, profile, effort: { rounds }, meters })
  } finally {
    await servers.stop()
  }
}
