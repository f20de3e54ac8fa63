import { createMemoryStores, type MemoryStores } from '@feed-engine/adapter-memory'
import { type HarnessByPort, type PortName, rulesByPort, runRule } from '@feed-engine/conformance'
import { expect, it } from 'vitest'

/** Adapters over servers have no clock that could be moved: rules about time wait for it. */
async function runInRealTime<P extends PortName>(
  port: P,
  id: string,
  pick: (stores: MemoryStores) => HarnessByPort[P]['adapter'],
) {
  const rule = rulesByPort[port].find((each) => each.id === id)
  expect(rule).toBeDefined()
  const stores = createMemoryStores()
  const harness = { adapter: pick(stores), close: () => stores.close() } as HarnessByPort[P]
  return rule && runRule(rule, async () => harness, { seed: 1 })
}

it('a lease runs out', async () => {
  expect(await runInRealTime('outbox', 'outbox.lease.expires', ({ posts }) => posts)).toEqual({ status: 'passed' })
})

it('an idle timeline ends', async () => {
  expect(await runInRealTime('timelineCache', 'timelines.idle.ends', ({ timelines }) => timelines)).toEqual({
    status: 'passed',
  })
})

it('a retry waits', async () => {
  expect(await runInRealTime('eventBus', 'events.verdict.retry', ({ bus }) => bus)).toEqual({ status: 'passed' })
})

it('a message is taken from a worker that hangs', async () => {
  const id = 'events.ack-timeout.another-consumer'
  expect(await runInRealTime('eventBus', id, ({ bus }) => bus)).toEqual({ status: 'passed' })
})
