import { NO_FAULTS, type Settings, type SimulationResult, simulate } from '@feed-engine/simulation'
import { runTrial } from '../../harness/run-trial'
import type { Workload } from '../../harness/workload'

const SIZES = { full: { histories: 10, steps: 200 }, tiny: { histories: 2, steps: 20 } }

/** Histories of the deterministic simulation under faults, each page compared with the oracle, against calm ones. */
export const simulation: Workload = {
  about: 'operations per second of the simulation, every page compared with the oracle',
  needs: [],
  onProfile: false,
  async run({ scale, seed, meters, effort, progress }) {
    progress('simulation')
    const { histories, steps } = SIZES[scale]
    /** Every round runs the same histories. */
    const run = async (turn: number, settings: Partial<Settings>): Promise<void> => {
      const result = await simulate({ seed: seed + (turn % histories), steps, settings })
      if (result.failure !== undefined) throw failureOf(result)
    }
    const trial = {
      workload: 'simulation',
      variant: `${histories} histories of ${steps} operations`,
      unit: 'operations',
      unitsPerOperation: steps,
      inFlight: 1,
      operations: histories,
      contenders: [
        { name: 'engine', commands: ['histories under faults'], operate: (turn: number) => run(turn, {}) },
        {
          name: 'calm',
          commands: ['the same seeds without faults'],
          operate: (turn: number) => run(turn, { rates: NO_FAULTS }),
        },
      ],
    }
    return [await runTrial(trial, meters, effort)]
  },
}

function failureOf({ seed, failure }: SimulationResult): Error {
  return new Error(`seed ${seed} fails after ${failure?.step} operations`, { cause: failure?.error })
}
