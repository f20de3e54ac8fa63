import { type PortName, RuleViolation, rulesByPort, runRule } from '@feed-engine/conformance'
import { describe, expect, it } from 'vitest'
import { mutants } from './mutants'
import type { Mutant } from './mutants/mutant'
import { openPort } from './support/open'
import { smoke } from './support/smoke'

const SEED = 20_260_101

/** Ids of the rules that a mutant breaks, among those that are said to kill it. */
async function brokenRules<P extends PortName>(mutant: Mutant<P>): Promise<string[]> {
  const open = openPort[mutant.port](mutant.plant)
  const broken: string[] = []
  for (const rule of rulesByPort[mutant.port]) {
    if (!mutant.killedBy.includes(rule.id)) continue
    const outcome = await runRule(rule, open, { seed: SEED })
    if (outcome.status !== 'failed' && outcome.status !== 'unmet') continue
    expect(outcome.error, `${rule.id} has to fail by its own check`).toBeInstanceOf(RuleViolation)
    broken.push(rule.id)
  }
  return broken
}

async function passesSmoke<P extends PortName>(mutant: Mutant<P>): Promise<void> {
  const harness = await openPort[mutant.port](mutant.plant)()
  await smoke[mutant.port](harness)
  await harness.close()
}

describe.each(mutants.map((mutant) => [`${mutant.port}: ${mutant.bug}`, mutant] as const))('%s', (_, mutant) => {
  it('passes a smoke test', () => passesSmoke(mutant))

  it(`is killed by ${mutant.killedBy.join(', ')}`, async () => {
    expect((await brokenRules(mutant)).sort()).toEqual([...mutant.killedBy].sort())
  })
})
