import { describe, expect, inject, it } from 'vitest'
import type { Workload } from '../../src/harness/workload'
import { coldRead, coldReadCassandra } from '../../src/workloads/cold-read/index'
import { fanOut } from '../../src/workloads/fan-out/index'
import { warmRead } from '../../src/workloads/warm-read/index'
import { embeddedSettings } from '../workloads/embedded-settings'

const BASELINES: readonly (readonly [string, Workload, readonly string[]])[] = [
  ['fan-out', fanOut, ['design-text']],
  ['warm-read', warmRead, ['floor']],
  ['cold-read', coldRead, ['floor']],
  ['cold-read-cassandra', coldReadCassandra, ['floor']],
]

describe.each(BASELINES)('the workload %s', (name, workload, baselines) => {
  it('measures the engine beside its baselines', async () => {
    const outcomes = await workload.run({ ...embeddedSettings(), addresses: inject('connections') })
    expect(outcomes.length).toBeGreaterThan(0)
    for (const outcome of outcomes) {
      expect(outcome.workload).toBe(name)
      expect(Object.keys(outcome.readings)).toEqual(expect.arrayContaining(['engine', ...baselines]))
      for (const { rate } of Object.values(outcome.readings)) expect(rate).toBeGreaterThan(0)
      expect(outcome.aims.length).toBeGreaterThan(0)
    }
    expect(new Set(outcomes.map(({ variant }) => variant)).size).toBe(outcomes.length)
  })
})
