import { parseArgs } from 'node:util'
import { Coverage, describeFailure } from '@feed-engine/simulation'
import { PROFILES, profileNamed } from '../profiles/profiles'
import { startServers } from '../servers/start-servers'
import { runHistory } from './run-history'

const COMMAND = 'npx tsx examples/profiles/src/histories/main.ts'

const USAGE = `usage: ${COMMAND} --profile NAME [--seed N] [--runs N] [--steps N] [--haste N] [--trace] [--coverage]

Runs random histories under faults on the real stores of a profile (${PROFILES.map(({ name }) => name).join(', ')}), in
real time, and compares every page with the oracle.

  --seed N    first seed (default: drawn from the clock)
  --runs N    number of seeds (default: 1)
  --steps N   operations per history (default: 100)
  --haste N   how many times shorter outages and pauses are (default: 10)
  --trace     prints the trace of a failing seed
  --coverage  prints what the runs went through
`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      profile: { type: 'string', default: '' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      runs: { type: 'string', default: '1' },
      steps: { type: 'string', default: '100' },
      haste: { type: 'string', default: '10' },
      trace: { type: 'boolean', default: false },
      coverage: { type: 'boolean', default: false },
    },
  })
  const profile = profileNamed(values.profile)
  const [first, runs, steps, haste] = [values.seed, values.runs, values.steps, values.haste].map(Number)
  if (profile === undefined || first === undefined || runs === undefined || steps === undefined || !haste) {
    process.stderr.write(USAGE)
    return 2
  }
  const servers = await startServers(profile.needs)
  const coverage = new Coverage()
  let failures = 0
  for (let seed = first; seed < first + runs; seed++) {
    const begunMs = performance.now()
    const { addresses } = servers
    const result = await runHistory({ profile, addresses, seed, steps, haste, keepTrace: values.trace })
    coverage.merge(result.coverage)
    const seconds = ((performance.now() - begunMs) / 1_000).toFixed(1)
    if (result.failure === undefined) {
      process.stdout.write(
        `${profile.name} seed ${seed}: ${result.coverage.sum('pages', 'checked')} pages, ${seconds} s\n`,
      )
      continue
    }
    failures++
    if (values.trace) process.stdout.write(`${result.trace.join('\n')}\n`)
    const replay = `${COMMAND} --profile ${profile.name} --seed ${seed} --steps ${steps} --haste ${haste}`
    process.stdout.write(`${describeFailure(result, steps, replay)}\n`)
  }
  if (values.coverage) for (const [name, value] of coverage.entries()) process.stdout.write(`${value} ${name}\n`)
  await servers.stop()
  return failures === 0 ? 0 : 1
}

process.exitCode = await main()
