import type { ProfileName } from './profiles'
import type { SimulationResult } from './simulate'

/** How to run a seed again. */
export function replayCommand(seed: number, steps: number, profile: ProfileName = 'drawn'): string {
  return `npm run simulate -- --seed ${seed} --steps ${steps}${profile === 'drawn' ? '' : ` --profile ${profile}`}`
}

/** What went wrong, where, and how to see it again. */
export function describeFailure(
  result: SimulationResult,
  steps: number,
  replay = replayCommand(result.seed, steps, result.profile),
): string {
  const { failure, seed, operations, settings } = result
  if (failure === undefined) return `Seed ${seed} is fine.`
  const { taste: _taste, ...plain } = settings
  const last = operations.slice(Math.max(0, failure.step - 10), failure.step).map(({ kind }) => kind)
  return [
    `Seed ${seed} fails after ${failure.step} operations: ${failure.error.message}`,
    `Last operations: ${last.join(', ')}`,
    `Settings: ${JSON.stringify(plain)}`,
    `Replay: ${replay}`,
  ].join('\n')
}
