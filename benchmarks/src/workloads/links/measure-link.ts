import { closedLoop } from '../../harness/closed-loop'
import { medianReading } from '../../harness/median-reading'
import type { Outcome, Reading } from '../../harness/reading'
import { toReading } from '../../harness/to-reading'
import type { WorkloadSettings } from '../../harness/workload'
import { plainOutcome } from '../../live-feed/plain-outcome'

/** One link, and how it is put to work. */
export interface Link {
  readonly name: string
  readonly unit: string
  readonly unitsPerOperation: number
  readonly operations: number
  readonly inFlight: number
  readonly commands: readonly string[]
  /** Makes what the round uses up; not measured. */
  prepare?(): Promise<unknown>
  operate(turn: number): Promise<unknown>
}

/** Measures a link alone: a round to warm up, then medians of the rounds. */
export async function measureLink(
  link: Link,
  { meters, effort, progress }: Pick<WorkloadSettings, 'meters' | 'effort' | 'progress'>,
): Promise<Outcome> {
  const { name, unit, unitsPerOperation, operations, inFlight, commands } = link
  progress(name)
  const readings: Reading[] = []
  for (let round = 0; round <= effort.rounds; round++) {
    await link.prepare?.()
    const operate = (turn: number): Promise<unknown> => link.operate(round * operations + turn)
    const { result, used } = await meters.during(() => closedLoop({ operations, inFlight, operate }))
    if (round > 0) readings.push(toReading({ ...result, unitsPerOperation, used }))
  }
  return plainOutcome({
    workload: 'links',
    variant: name,
    unit,
    readings: { engine: medianReading(readings) },
    commands: { engine: commands },
  })
}
