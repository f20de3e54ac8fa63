import { parseArgs } from 'node:util'
import { NO_FAULTS } from '../../src/faults/faults'
import { PROFILES, type ProfileName } from '../../src/profiles'
import { type Settings, settingsOf } from '../../src/settings'
import { simulate } from '../../src/simulate'

/** How much oftener than the others the operations come that a hunt is full of. */
const LIKED = 8

const ALARMING = new Set(['crash', 'freeze', 'evict', 'failOver', 'outage', 'setPolicy', 'retire', 'restartWorkers'])

/** Nothing but calls that take time and overlap; everybody is pushed. */
const CALM: Partial<Settings> = {
  rates: { ...NO_FAULTS, slow: 0.7, slowMs: 5 },
  threshold: 1_000,
  timelineIdleTtlMs: 3_600_000,
  taste: (kind) => (ALARMING.has(kind) ? 0 : 1),
}

/** Runs seeds until one fails or the time is up, and tells the result in one line of JSON. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      from: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      steps: { type: 'string', default: '200' },
      budgetMs: { type: 'string', default: '1000' },
      like: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string', default: 'drawn' },
      calm: { type: 'boolean', default: false },
    },
  })
  const profile = values.profile as ProfileName
  const begunMs = performance.now()
  let seed = Number(values.from)
  for (; seed <= Number(values.seeds) && performance.now() - begunMs < Number(values.budgetMs); seed++) {
    const settings = { ...settingsOf(seed), ...PROFILES[profile], ...(values.calm ? CALM : {}) }
    const taste = (kind: string): number => (values.like.includes(kind) ? LIKED : settings.taste(kind))
    const { failure } = await simulate({ seed, steps: Number(values.steps), settings: { ...settings, taste } })
    if (failure === undefined) continue
    process.stdout.write(JSON.stringify({ caught: true, seed, message: failure.error.message }))
    return
  }
  process.stdout.write(JSON.stringify({ caught: false, seed: seed - 1 }))
}

await main()
