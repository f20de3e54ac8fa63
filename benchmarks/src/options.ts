import { parseArgs } from 'node:util'
import { PROFILES, type Profile, profileNamed } from '@feed-engine/example-profiles'
import type { Scale } from './harness/workload'
import { UsageError } from './usage-error'
import { WORKLOADS } from './workloads/index'

export interface BenchOptions {
  /** Names of workloads, in the order of the registry. */
  readonly workloads: readonly string[]
  readonly profile: Profile
  readonly seed: number
  readonly rounds: number
  readonly scale: Scale
  /** A follow graph to measure on; absent: a generated one. */
  readonly graph?: string
  /** Users of the generated graph; absent: as many as the scale says. */
  readonly users?: number
  /** Whether workloads measure prices on servers that they need for nothing else. */
  readonly calibrate: boolean
  readonly json: boolean
  /** File that the report with plots is written to. */
  readonly html?: string
  readonly help: boolean
}

const DEFAULT_PROFILE = 'classic'

const FLAGS = {
  profile: { type: 'string', default: DEFAULT_PROFILE },
  seed: { type: 'string', default: '1' },
  rounds: { type: 'string', default: '5' },
  graph: { type: 'string' },
  users: { type: 'string' },
  html: { type: 'string' },
  json: { type: 'boolean', default: false },
  'no-calibration': { type: 'boolean', default: false },
  tiny: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

export function helpText(): string {
  const rows = Object.entries(WORKLOADS).map(([name, { about, onProfile }]) => [name + (onProfile ? ' *' : ''), about])
  const names = rows.map(([name = '', about]) => `  ${name.padEnd(16)} ${about}`)
  return `Usage: feed-bench [workload…] [flags]
       feed-bench plan [flags]          capacity of a deployment, from measured figures: see feed-bench plan --help

Measures the engine beside baselines that do the same job on the same data in the same run.

Workloads (all, unless some are named; those with * run on the profile):
${names.join('\n')}

Flags:
  --profile NAME   ${PROFILES.map(({ name }) => name).join(', ')} (${DEFAULT_PROFILE})
  --seed N         seed of all data (1)
  --rounds N       rounds that medians are taken of, after one to warm up (5)
  --graph FILE     follow graph to measure on: "from to" a line, "from follows to", plain or gzip
  --users N        users of the generated follow graph, where no file is given
  --no-calibration calculates with known prices: policies then needs no servers
  --tiny           shows within seconds whether it works; the figures mean nothing
  --json           everything as JSON on stdout
  --html FILE      a report with plots, in one file
  --help           this text

Servers that the environment names are used (PGHOST, REDIS_HOST, REDIS_CLUSTER_NODES, KAFKA_BROKERS,
CASSANDRA_CONTACT_POINTS); in a checkout of the repository others are started.

Exit code: 0, 1 if a workload could not be run, 2 for a wrong command line.
`
}

/** Reads the command line. Throws a `UsageError`. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args)
  const names = Object.keys(WORKLOADS)
  const unknown = positionals.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new UsageError(`unknown workload ${unknown}: there are ${names.join(', ')}`)
  const profile = profileNamed(values.profile)
  if (profile === undefined) {
    throw new UsageError(`--profile: has to be one of ${PROFILES.map(({ name }) => name).join(', ')}`)
  }
  if (values.graph !== undefined && values.users !== undefined) {
    throw new UsageError('--users: the users come from --graph')
  }
  return {
    workloads: positionals.length === 0 ? names : names.filter((name) => positionals.includes(name)),
    profile,
    seed: readInteger('seed', values.seed, { least: 0, most: 2 ** 32 - 1 }),
    rounds: readInteger('rounds', values.rounds, { least: 1, most: 99 }),
    scale: values.tiny ? 'tiny' : 'full',
    ...(values.graph === undefined ? {} : { graph: values.graph }),
    ...(values.users === undefined
      ? {}
      : { users: readInteger('users', values.users, { least: 10, most: 1_000_000 }) }),
    ...(values.html === undefined ? {} : { html: values.html }),
    calibrate: !values['no-calibration'],
    json: values.json,
    help: values.help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: FLAGS })
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0], { cause: error })
  }
}

function readInteger(name: string, text: string, { least, most }: { readonly least: number; readonly most: number }) {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) throw new UsageError(`--${name}: has to be an integer in ${least}..${most}`)
  return value
}
