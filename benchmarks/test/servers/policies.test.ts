import { expect, inject, test } from 'vitest'
import { policies } from '../../src/workloads/policies/index'
import { embeddedSettings } from '../workloads/embedded-settings'

test('policies are compared at the prices of servers too, if those are to be measured', async () => {
  const outcomes = await policies.run({
    ...embeddedSettings(),
    addresses: inject('connections'),
    calibrate: true,
    graph: async () => ({ userIds: ['0', '1'], followees: [new Set([1]), new Set([0])] }),
  })
  const { variant, figures } = outcomes[0] ?? {}
  expect(variant).toBe('prices on Redis and PostgreSQL')
  const pulls = figures?.['a push costs, in pulls']
  expect(pulls).toBeGreaterThan(0)
  const measured = outcomes.filter((outcome) => outcome.variant.includes(`a push costs ${pulls} pulls as measured`))
  expect(measured).toHaveLength(8)
  expect(measured.filter(({ aims }) => aims.length > 0)).toHaveLength(4)
})
