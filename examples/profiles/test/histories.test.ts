import { Coverage, describeFailure } from '@feed-engine/simulation'
import { expect, inject, test } from 'vitest'
import { PROFILES, type Profile } from '../src'
import { runHistory } from '../src/histories/run-history'

const SEEDS = [1, 2, 3]
const STEPS = 60

/** Where every call goes to several servers, fewer histories are enough. */
const SEEDS_AT_SCALE = [1]

function seedsOf({ workerProcesses }: Profile): readonly number[] {
  return workerProcesses ? SEEDS_AT_SCALE : SEEDS
}

test.concurrent.each(PROFILES)('$name keeps every promise, whatever happens', { timeout: 300_000 }, async (profile) => {
  const coverage = new Coverage()
  for (const seed of seedsOf(profile)) {
    const result = await runHistory({ profile, addresses: inject('connections'), seed, steps: STEPS })
    coverage.merge(result.coverage)
    const again = `npx tsx examples/profiles/src/histories/main.ts --profile ${profile.name} --seed ${seed} --steps ${STEPS}`
    if (result.failure !== undefined) expect.fail(describeFailure(result, STEPS, again))
  }
  expect(coverage.sum('operations')).toBeGreaterThan(SEEDS.length)
})
