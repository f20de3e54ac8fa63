import { simulate } from '../../src/simulate'

/** Runs seeds until one fails or the time is up, and tells the result in one line of JSON. */
async function main(): Promise<void> {
  const [first = '1', last = '1', budgetMs = '1000'] = process.argv.slice(2)
  const begunMs = performance.now()
  let seed = Number(first)
  for (; seed <= Number(last) && performance.now() - begunMs < Number(budgetMs); seed++) {
    const { failure } = await simulate({ seed })
    if (failure === undefined) continue
    process.stdout.write(JSON.stringify({ caught: true, seed, message: failure.error.message }))
    return
  }
  process.stdout.write(JSON.stringify({ caught: false, seed: seed - 1 }))
}

await main()
