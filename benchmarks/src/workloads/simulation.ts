import { NO_FAULTS, type Settings, type SimulationResult, simulate } from '@feed-engine/simulation'
import { compare } from '../compare'
import { type Figure, figure } from '../figure'
import type { WorkloadSettings } from '../scale'

/** Histories of the deterministic simulation under faults, each page compared with the oracle, against calm ones. */
export async function simulation({ scale, seed }: WorkloadSettings): Promise<readonly Figure[]> {
  const { histories, steps } = scale.simulation
  /** Runs all histories. Answers their port calls: the same number every time. */
  const run = async (settings: Partial<Settings>): Promise<number> => {
    let calls = 0
    for (let history = 0; history < histories; history++) {
      const result = await simulate({ seed: seed + history, steps, settings })
      if (result.failure !== undefined) throw failureOf(result)
      calls += result.coverage.sum('port', 'calls')
    }
    return calls
  }
  const operations = histories * steps
  const calls = { candidate: await run({}), baseline: await run({ rates: NO_FAULTS }) }
  const { candidate, baseline } = await compare({
    candidate: { run: () => run({}) },
    baseline: { run: () => run({ rates: NO_FAULTS }) },
    operations,
    effort: scale.effort,
  })
  const rows = [
    { name: 'simulated operations under faults', unit: 'operations/s', value: candidate, baseline },
    {
      name: 'simulated port calls under faults',
      unit: 'calls/s',
      value: (candidate * calls.candidate) / operations,
      baseline: (baseline * calls.baseline) / operations,
    },
  ]
  return rows.map((row) =>
    figure({
      ...row,
      workload: 'simulation',
      baseline: { name: 'the same seeds without faults', value: row.baseline },
    }),
  )
}

function failureOf({ seed, failure }: SimulationResult): Error {
  return new Error(`seed ${seed} fails after ${failure?.step} operations`, { cause: failure?.error })
}
