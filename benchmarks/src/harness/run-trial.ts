import { judge } from './aims'
import { closedLoop } from './closed-loop'
import type { Contender, Trial } from './contender'
import { medianReading } from './median-reading'
import type { Meters } from './meters'
import type { Outcome, Reading } from './reading'
import { median } from './statistics'
import { toReading } from './to-reading'
import type { Effort } from './workload'

/**
 * Measures the contenders of a trial in turns, so that a slow moment of the machine meets all of them: a round to
 * warm up, which does not count, and then rounds with the order reversed in every other one. Readings are medians over
 * the rounds, ratios medians of each round's ratio.
 */
export async function runTrial(trial: Trial, meters: Meters, { rounds }: Effort): Promise<Outcome> {
  const samples = new Map<string, Reading[]>(trial.contenders.map(({ name }) => [name, []]))
  const turns = new Map<string, number>()
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? trial.contenders : trial.contenders.toReversed()
    for (const contender of order) {
      const firstTurn = turns.get(contender.name) ?? 0
      const reading = await measure(trial, contender, firstTurn, meters)
      turns.set(contender.name, firstTurn + trial.operations)
      if (round > 0) samples.get(contender.name)?.push(reading)
    }
  }
  return outcomeOf(trial, samples)
}

/** One round of one contender. */
async function measure(trial: Trial, contender: Contender, firstTurn: number, meters: Meters): Promise<Reading> {
  const { operations, inFlight, unitsPerOperation } = trial
  const operate = (turn: number): Promise<unknown> => contender.operate(firstTurn + turn)
  const { result, used } = await meters.during(() => closedLoop({ operations, inFlight, operate }))
  return toReading({ ...result, unitsPerOperation, used })
}

function outcomeOf(trial: Trial, samples: ReadonlyMap<string, readonly Reading[]>): Outcome {
  const { workload, variant, unit, contenders } = trial
  const [engine, ...baselines] = contenders.map(({ name }) => name)
  const roundsOf = (name = ''): readonly Reading[] => samples.get(name) ?? []
  const ratios = (value: (reading: Reading) => number): Record<string, number> =>
    Object.fromEntries(
      baselines.map((name) => {
        const others = roundsOf(name)
        return [name, median(roundsOf(engine).map((own, round) => value(own) / value(others[round] ?? own)))]
      }),
    )
  const rateRatios = ratios(({ rate }) => rate)
  const p50Ratios = ratios(({ p50Ms }) => p50Ms)
  return {
    workload,
    variant,
    unit,
    readings: Object.fromEntries(contenders.map(({ name }) => [name, medianReading(roundsOf(name))])),
    commands: Object.fromEntries(contenders.map(({ name, commands }) => [name, commands])),
    rateRatios,
    p50Ratios,
    aims: judge(trial.aims ?? {}, rateRatios, p50Ratios),
    figures: {},
  }
}
