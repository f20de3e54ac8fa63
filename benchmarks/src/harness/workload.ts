import type { Addresses, Profile, ServerKind } from '@feed-engine/example-profiles'
import type { FollowGraph } from '../../../examples/demo/src/follow-graph'
import type { Meters } from './meters'
import type { Outcome } from './reading'

/** How much is measured: `full` gives figures, `tiny` shows in seconds whether a workload works. */
export type Scale = 'full' | 'tiny'

/** How often a trial is repeated. */
export interface Effort {
  /** Rounds that count; one before them warms up. */
  readonly rounds: number
}

export interface WorkloadSettings {
  /** Of the servers that the workload needs; others may lead nowhere. */
  readonly addresses: Addresses
  /** Draws all data: the same seed, the same data. An integer in 0..4294967295. */
  readonly seed: number
  readonly scale: Scale
  /** The deployment, for workloads that run on any. */
  readonly profile: Profile
  readonly effort: Effort
  /** Whether prices are measured that the workload calculates with; false: it takes those that are known. */
  readonly calibrate: boolean
  readonly meters: Meters
  /** Who follows whom: the graph file that the command line names, or a power-law graph drawn from the seed. */
  graph(): Promise<FollowGraph>
  /** Tells the one who waits what happens now: one line without its end. */
  progress(line: string): void
}

/** Something that `feed-bench` measures. */
export interface Workload {
  /** One line for the help text. */
  readonly about: string
  /** Servers that it needs, whatever the profile. */
  readonly needs: readonly ServerKind[]
  /** Whether it runs on the profile of the command line, whose servers it then needs as well. */
  readonly onProfile: boolean
  /** Servers that it needs besides to measure prices that it calculates with. @defaultValue none */
  readonly calibratesOn?: readonly ServerKind[]
  /** Measures. Leaves no data and no connection behind; fails if it finds that it does not measure what it says. */
  run(settings: WorkloadSettings): Promise<readonly Outcome[]>
}
