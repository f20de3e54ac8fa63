import { closedLoop } from '../harness/closed-loop'

/** Calls under way at once while data are prepared. */
const IN_FLIGHT = 32

/** Performs some work for each element, many at once. Fails with the first that fails. */
export async function inParallel<T>(elements: readonly T[], work: (element: T) => Promise<unknown>): Promise<void> {
  const operate = async (turn: number): Promise<void> => void (await work(elements[turn] as T))
  await closedLoop({ operations: elements.length, inFlight: IN_FLIGHT, operate })
}

/** `name-0` to `name-(count - 1)`. */
export function named(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`)
}
