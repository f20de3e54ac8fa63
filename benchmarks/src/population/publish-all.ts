import { METRICS } from '@feed-engine/core'
import type { Population } from './population'

/**
 * Publishes a post for each author named and waits until all followers have it. Throws if fewer entries were pushed than
 * expected: then it is not what is measured.
 */
export async function publishAll(
  { engine, metrics }: Pick<Population, 'engine' | 'metrics'>,
  authorIds: readonly string[],
  entries: number,
): Promise<void> {
  const pushed = (): number => metrics.of(METRICS.pushes, { field: 'status', is: 'pushed' })
  const goal = pushed() + entries
  for (const authorId of authorIds) await engine.publish({ authorId, body: { text: 'A post of ordinary length.' } })
  await engine.drain()
  if (pushed() < goal) throw new Error(`${goal - pushed()} entries were not pushed`)
}
