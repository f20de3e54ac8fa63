import type { Wire } from '../deployment/wire'

/** Longest time between the two parts: what a call may exceed its deadline by. */
const LONGEST_GAP_MS = 20

/** Does something for many keys at once or, as a store without snapshots may, for some of them and later for the others. */
export async function inParts<K, T>(
  keys: readonly K[],
  wire: Wire,
  work: (keys: readonly K[]) => Promise<T>,
): Promise<readonly T[]> {
  const { faults, time } = wire
  if (keys.length < 2 || !faults.happens('torn')) return [await work(keys)]
  const middle = faults.random.between(1, keys.length - 1)
  const first = await work(keys.slice(0, middle))
  await time.sleep(Math.min(LONGEST_GAP_MS, faults.delayMs()))
  return [first, await work(keys.slice(middle))]
}
