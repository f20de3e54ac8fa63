import type { Aim } from '../../harness/contender'
import type { Outcome } from '../../harness/reading'
import { runTrial } from '../../harness/run-trial'
import type { WorkloadSettings } from '../../harness/workload'
import type { Dataset } from './dataset'

/** One kind of fan-out, measured on timelines that have been pushed to before. */
export interface FanOutTrial {
  readonly variant: string
  readonly chunkSize: number
  readonly inFlight: number
  readonly operations: number
  readonly aims: Readonly<Record<string, Aim>>
  /** Those that take part, the engine first. */
  readonly names: readonly string[]
}

/** Prepares the datasets, runs the trials one after the other, and checks what has become of the timelines. */
export async function measureFanOut(
  { meters, effort, progress }: WorkloadSettings,
  datasets: readonly Dataset[],
  trials: readonly FanOutTrial[],
): Promise<readonly Outcome[]> {
  progress('filling timelines, and pushing to them until they are worn')
  for (const dataset of datasets) await dataset.prepare()
  const outcomes: Outcome[] = []
  for (const { variant, chunkSize, names, ...trial } of trials) {
    progress(variant)
    const all = datasets.flatMap((dataset) => dataset.contenders(chunkSize))
    const contenders = names.flatMap((name) => all.filter((contender) => contender.name === name))
    const parts = { ...trial, workload: 'fan-out', variant, unit: 'entries', unitsPerOperation: chunkSize, contenders }
    outcomes.push(await runTrial(parts, meters, effort))
    for (const dataset of datasets) await dataset.check(chunkSize)
  }
  const bytes = await Promise.all(datasets.map((dataset) => dataset.bytesPerTimeline()))
  const bytesPerTimeline = Object.assign({}, ...bytes) as Record<string, number>
  return outcomes.map((outcome) => ({ ...outcome, bytesPerTimeline }))
}
