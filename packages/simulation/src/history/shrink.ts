import { type SimulationOptions, type SimulationResult, simulate } from '../simulate'
import type { Operation } from './operations'

/**
 * Looks for a shorter history that fails in the same way, by leaving out stretches of operations, long ones first
 * (Zeller and Hildebrandt's delta debugging, 2002). Faults follow from the seed and from what was called before, so
 * what is left out changes them too; hence the search takes whatever still fails with the same message.
 */
export async function shrink(options: SimulationOptions, failed: SimulationResult): Promise<SimulationResult> {
  let shortest = failed
  const first = failed.failure === undefined ? '' : gist(failed.failure.error)
  const fails = async (operations: readonly Operation[]): Promise<boolean> => {
    const result = await simulate({ ...options, operations })
    if (result.failure === undefined || gist(result.failure.error) !== first) return false
    shortest = { ...result, operations: operations.slice(0, result.failure.step) }
    return true
  }
  await fails(failed.operations.slice(0, failed.failure?.step))
  for (let size = shortest.operations.length >> 1; size > 0; size >>= 1) {
    for (let start = 0; start < shortest.operations.length; ) {
      const { operations } = shortest
      const without = [...operations.slice(0, start), ...operations.slice(start + size)]
      if (!(await fails(without))) start += size
    }
  }
  return shortest
}

/** A message without what differs from run to run. */
function gist(error: Error): string {
  return error.message.replace(/[0-9a-f-]{8,}|\d+/g, '#').split('[')[0] ?? ''
}
