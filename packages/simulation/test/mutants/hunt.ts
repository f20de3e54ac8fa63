import { parseArgs } from 'node:util'
import { settingsOf } from '../../src/settings'
import { simulate } from '../../src/simulate'

/** How much oftener than the others the operations come that a hunt is full of. */
const LIKED = 8

/** Runs seeds until one fails or the time is up, and tells the result in one line of JSON. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1' },
      steps: { type: 'string', default: '200' },
      budgetMs: { type: 'string', default: '1000' },
      like: { type: 'string', multiple: true, default: [] },
    },
  })
  const begunMs = performance.now()
  let seed = 1
  for (; seed <= Number(values.seeds) && performance.now() - begunMs < Number(values.budgetMs); seed++) {
    const { taste } = settingsOf(seed)
    const liked = (kind: string): number => (values.like.includes(kind) ? LIKED : taste(kind))
    const { failure } = await simulate({ seed, steps: Number(values.steps), settings: { taste: liked } })
    if (failure === undefined) continue
    process.stdout.write(JSON.stringify({ caught: true, seed, message: failure.error.message }))
    return
  }
  process.stdout.write(JSON.stringify({ caught: false, seed: seed - 1 }))
}

await main()
