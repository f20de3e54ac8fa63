import { Bench } from 'tinybench'
import { median } from './figure'
import type { Effort } from './scale'

/** Something to be measured: `run` performs a fixed number of operations, and is awaited. */
export interface Contender {
  readonly run: () => unknown
  /** Restores the state that `run` starts from; not timed. */
  readonly before?: () => Promise<void>
}

export interface Comparison {
  /** Median operations per second. */
  readonly candidate: number
  readonly baseline: number
}

/**
 * Measures two contenders in turns, so that a slow moment of the machine meets both: each round times both, every
 * other one in reverse. Answers the medians of the rounds' medians.
 */
export async function compare(params: {
  readonly candidate: Contender
  readonly baseline: Contender
  /** Operations in one `run` of either. */
  readonly operations: number
  readonly effort: Effort
}): Promise<Comparison> {
  const { candidate, baseline, operations, effort } = params
  const samples = { candidate: [] as number[], baseline: [] as number[] }
  for (let round = 0; round < effort.rounds; round++) {
    const bench = new Bench({
      time: effort.timeMs,
      iterations: effort.iterations,
      warmup: round === 0,
      warmupTime: effort.timeMs,
      warmupIterations: effort.iterations,
      throws: true,
    })
    const contenders = [['candidate', candidate] as const, ['baseline', baseline] as const]
    for (const [name, { run, before }] of round % 2 === 0 ? contenders : contenders.reverse()) {
      // Said to be asynchronous, or tinybench would find out by a run without the state before it.
      bench.add(name, run, { async: true, ...(before === undefined ? {} : { beforeEach: before }) })
    }
    await bench.run()
    for (const name of ['candidate', 'baseline'] as const) samples[name].push(operations / secondsPerRun(bench, name))
  }
  return { candidate: median(samples.candidate), baseline: median(samples.baseline) }
}

function secondsPerRun(bench: Bench, name: string): number {
  const result = bench.getTask(name)?.result
  if (result?.state !== 'completed') throw new Error(`${name} was not measured: ${result?.state}`)
  return result.latency.p50 / 1_000
}
