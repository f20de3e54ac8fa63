import { expect, test } from 'vitest'
import { say, sayMany, World, wholeHome } from '../support/world'

test('two processes with one node number post in one millisecond, and every post gets an id of its own', async () => {
  const world = new World()
  const engines = [world.engine({ nodeId: 7 }), world.engine({ nodeId: 7 })] as const
  await sayMany(engines[0], 'a', 'first', 40)
  await sayMany(engines[1], 'b', 'second', 40)
  await say(engines[0], 'c', 'keyed', { idempotencyKey: 'k' })
  await say(engines[1], 'd', 'keyed', { idempotencyKey: 'k' })
  expect(await wholeHome(engines[0], 'a', 100, 'strict')).toHaveLength(40)
  expect(await wholeHome(engines[0], 'b', 100, 'strict')).toHaveLength(40)
  for (const engine of engines) await engine.close()
})
