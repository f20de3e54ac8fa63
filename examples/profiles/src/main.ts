import { parseArgs } from 'node:util'
import { COUNTED_PROFILES, PROFILES, profileNamed } from './profiles/profiles'
import { runProfile } from './run-profile'
import { story } from './story'

const USAGE = `usage: npm run profile -- NAME [--workers N]

${[...PROFILES, ...COUNTED_PROFILES].map(({ name, summary }) => `  ${name.padEnd(17)} ${summary}`).join('\n')}
`

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { workers: { type: 'string', default: '2' } },
    allowPositionals: true,
  })
  const profile = profileNamed(positionals[0] ?? '')
  const workers = Number(values.workers)
  if (profile === undefined || positionals.length > 1 || !Number.isInteger(workers) || workers < 1 || workers > 16) {
    process.stderr.write(USAGE)
    return 2
  }
  const running = await runProfile(profile, { workers, policy: { kind: 'threshold', followers: 20 } })
  try {
    console.log(`${profile.name}: ${profile.summary}`)
    await story(running.engine, (line) => console.log(`  ${line}`))
  } finally {
    await running.end()
  }
  return 0
}

process.exitCode = await main(process.argv.slice(2))
