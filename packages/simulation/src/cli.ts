import { parseArgs } from 'node:util'
import { Coverage } from './coverage'
import { shrink } from './history/shrink'
import { PROFILES, type ProfileName } from './profiles'
import { describeFailure } from './report'
import { DEFAULT_STEPS, simulate } from './simulate'

const USAGE = `Simulates histories of the feed engine under faults and compares every page with the oracle.

  --seed N       first seed (default: drawn from the clock)
  --runs N       number of seeds (default: 1 with --seed, else until a failure or Ctrl-C)
  --profile P    kind of run: ${Object.keys(PROFILES).join(', ')} (default: drawn)
  --steps N      operations per history (default: ${DEFAULT_STEPS})
  --shrink       looks for a shorter history of a failing seed
  --trace        prints the trace of a failing seed
  --coverage     prints what the runs went through
`

const PROGRESS_EVERY_MS = 2_000

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      runs: { type: 'string' },
      profile: { type: 'string', default: 'drawn' },
      steps: { type: 'string', default: String(DEFAULT_STEPS) },
      shrink: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      coverage: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const profile = Object.keys(PROFILES).find((name): name is ProfileName => name === values.profile)
  if (profile === undefined) throw new RangeError(`There is no profile of this name\n${USAGE}`)
  const steps = Number(values.steps)
  const first = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
  const runs =
    values.runs === undefined ? (values.seed === undefined ? Number.POSITIVE_INFINITY : 1) : Number(values.runs)
  const coverage = new Coverage()
  const begunMs = performance.now()
  let shownMs = begunMs
  for (let seed = first; seed < first + runs; seed++) {
    const result = await simulate({ seed, profile, steps, keepTrace: values.trace })
    coverage.merge(result.coverage)
    if (result.failure !== undefined) {
      const failed = values.shrink ? await shrink({ seed, profile, steps, keepTrace: values.trace }, result) : result
      if (values.trace) process.stdout.write(`${failed.trace.join('\n')}\n`)
      process.stdout.write(`${describeFailure(failed, steps)}\n`)
      if (values.shrink) process.stdout.write(`Shortest history: ${JSON.stringify(failed.operations)}\n`)
      return 1
    }
    if (performance.now() - shownMs > PROGRESS_EVERY_MS) {
      shownMs = performance.now()
      process.stdout.write(`${progress(seed - first + 1, coverage, shownMs - begunMs)}\n`)
    }
  }
  process.stdout.write(`${progress(runs, coverage, performance.now() - begunMs)}, no failures\n`)
  if (values.coverage) for (const [name, value] of coverage.entries()) process.stdout.write(`${value} ${name}\n`)
  return 0
}

function progress(histories: number, coverage: Coverage, elapsedMs: number): string {
  const rate = (name: readonly string[]): number => Math.round(coverage.sum(...name) / (elapsedMs / 1_000))
  return `${histories} histories, ${rate(['port', 'calls'])} port calls/s, ${rate(['engine', 'calls'])} engine calls/s`
}

process.exitCode = await main()
