import { parseArgs } from 'node:util'
import { COUNTED_PROFILES, PROFILES, type Profile, profileNamed } from '@feed-engine/example-profiles'
import { nearest } from './nearest'

const PROFILE_NAMES = [...PROFILES, ...COUNTED_PROFILES].map(({ name }) => name).join(', ')

/** A wrong flag or value. The message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface DemoOptions {
  readonly profile: Profile
  /** Worker processes, where the profile has them. */
  readonly workers: number
  /** Kill a worker process half-way, and let another one join. */
  readonly killWorker: boolean
  /** An edge list to import; absent: a generated graph. */
  readonly graph?: string
  readonly users: number
  readonly posts: number
  readonly viewers: number
  /** Followers from which an author is pulled; absent: chosen so that a few authors are. */
  readonly threshold?: number
  readonly limit: number
  readonly seed: number
  readonly json: boolean
  readonly help: boolean
}

export const HELP = `Usage: npm run demo -- [flags]

Follows, publishes, fans out and reads on a profile, and compares every page with a reference.

  --profile NAME   ${PROFILE_NAMES} (embedded)
  --workers N      worker processes of a profile that has them (2)
  --kill-worker    kill one of them while posts are published, and start another one
  --graph FILE     follow graph to import: "from to" a line, "from follows to", plain or gzip
  --users N        users of the generated graph (5000)
  --posts N        posts to publish (10000, with --graph 30000)
  --viewers N      users whose home timelines are paged to the end (200, with --graph 1000)
  --threshold N    followers from which an author is pulled (chosen so that a few authors are)
  --limit N        posts a page (20)
  --seed N         seed of graph, posts and viewers (1)
  --json           the report as JSON on stdout
  --help           this text

Exit code: 0, 1 if a page differs from the reference, 2 for wrong flags or an unreadable file.
`

interface IntegerFlag {
  readonly least: number
  readonly most: number
}

const INTEGERS = {
  users: { least: 2, most: 1_000_000 },
  posts: { least: 1, most: 10_000_000 },
  viewers: { least: 1, most: 1_000_000 },
  threshold: { least: 1, most: 1_000_000_000 },
  limit: { least: 1, most: 100 },
  seed: { least: 0, most: 2 ** 32 - 1 },
  workers: { least: 1, most: 16 },
} satisfies Record<string, IntegerFlag>

const VALUED = ['profile', 'graph', ...Object.keys(INTEGERS)]
const SWITCHES = ['kill-worker', 'json', 'help']

/** Reads the flags of the command line. Throws a `UsageError`. */
export function parseOptions(args: readonly string[]): DemoOptions {
  const values = flagValues(args)
  const graph = values.get('graph')
  if (graph !== undefined && values.has('users')) throw new UsageError('--users: the users come from --graph')
  const integer = (name: keyof typeof INTEGERS): number | undefined => readInteger(name, values.get(name))
  const threshold = integer('threshold')
  const profile = readProfile(values.get('profile'))
  for (const name of ['workers', 'kill-worker']) {
    if (values.has(name) && !profile.workerProcesses) throw new UsageError(`--${name}: ${profile.name} has no workers`)
  }
  return {
    profile,
    workers: integer('workers') ?? 2,
    killWorker: values.has('kill-worker'),
    ...(graph === undefined ? {} : { graph }),
    ...(threshold === undefined ? {} : { threshold }),
    users: integer('users') ?? 5_000,
    posts: integer('posts') ?? (graph === undefined ? 10_000 : 30_000),
    viewers: integer('viewers') ?? (graph === undefined ? 200 : 1_000),
    limit: integer('limit') ?? 20,
    seed: integer('seed') ?? 1,
    json: values.has('json'),
    help: values.has('help'),
  }
}

function flagValues(args: readonly string[]): ReadonlyMap<string, string> {
  const options = Object.fromEntries([
    ...VALUED.map((name) => [name, { type: 'string' as const }]),
    ...SWITCHES.map((name) => [name, { type: 'boolean' as const }]),
  ])
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const values = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`unexpected argument: ${token.value}`)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const known = rawName.startsWith('--') && [...VALUED, ...SWITCHES].includes(name)
    if (!known)
      throw new UsageError(`unknown flag ${rawName}, did you mean --${nearest(name, [...VALUED, ...SWITCHES])}?`)
    if (SWITCHES.includes(name) && value !== undefined) throw new UsageError(`--${name}: takes no value`)
    const missing = value === undefined || value === '' || (inlineValue === false && value.startsWith('--'))
    if (VALUED.includes(name) && missing) throw new UsageError(`--${name}: needs a value`)
    if (values.has(name)) throw new UsageError(`--${name}: given twice`)
    values.set(name, value ?? '')
  }
  return values
}

function readProfile(name = 'embedded'): Profile {
  const profile = profileNamed(name)
  if (profile !== undefined) return profile
  throw new UsageError(`--profile: has to be one of ${PROFILE_NAMES}`)
}

function readInteger(name: keyof typeof INTEGERS, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const { least, most } = INTEGERS[name]
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) throw new UsageError(`--${name}: has to be an integer in ${least}..${most}`)
  return value
}
