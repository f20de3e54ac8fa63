import type { Figure } from '../figure'
import type { WorkloadSettings } from '../scale'
import { growth } from './growth'
import { memory } from './memory'
import { pushes } from './push'
import { coldReads, warmReads } from './reads'
import { simulation } from './simulation'

export interface Workload {
  /** One line for the help text. */
  readonly about: string
  run(settings: WorkloadSettings): Promise<readonly Figure[]>
}

/** All workloads by name, in the order in which they run. */
export const WORKLOADS: Readonly<Record<string, Workload>> = Object.freeze({
  push: { about: 'entries pushed to timelines per second, by publishing', run: pushes },
  'warm-read': { about: 'first pages per second from open timelines', run: warmReads },
  'cold-read': { about: 'first pages per second while filling timelines', run: coldReads },
  memory: { about: 'bytes per timeline entry', run: memory },
  growth: { about: 'cost of a read from 1,000 to 80,000 users', run: growth },
  simulation: { about: 'simulated operations per second, pages compared with the oracle', run: simulation },
})
