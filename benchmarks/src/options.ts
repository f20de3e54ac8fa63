import { parseArgs } from 'node:util'
import { WORKLOADS } from './workloads/index'

/** A wrong flag or value. The message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface BenchOptions {
  /** Names of workloads, in the order of the registry. */
  readonly workloads: readonly string[]
  readonly seed: number
  readonly json: boolean
  readonly help: boolean
}

export function helpText(): string {
  const names = Object.entries(WORKLOADS).map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  return `Usage: npm run bench -- [workload…] [flags]

Measures the engine on the memory adapter, each figure against a baseline on the same data in the same run.

Workloads (all, unless some are named):
${names.join('\n')}

Flags:
  --seed N     seed of the data (1)
  --json       the figures as JSON on stdout
  --help       this text
`
}

/** Reads the command line. Throws a `UsageError`. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args)
  const names = Object.keys(WORKLOADS)
  const unknown = positionals.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new UsageError(`unknown workload ${unknown}: there are ${names.join(', ')}`)
  return {
    workloads: positionals.length === 0 ? names : names.filter((name) => positionals.includes(name)),
    seed: readSeed(values.seed),
    json: values.json,
    help: values.help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0], { cause: error })
  }
}

function readSeed(text: string): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value < 2 ** 32)) throw new UsageError('--seed: has to be an integer in 0..4294967295')
  return value
}
