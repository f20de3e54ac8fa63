export interface ClosedLoop {
  readonly operations: number
  /** Operations that are under way at once. */
  readonly inFlight: number
  /** One operation; turns count up from 0. */
  readonly operate: (turn: number) => Promise<unknown>
}

export interface ClosedLoopResult {
  readonly elapsedMs: number
  /** Of each operation, by turn. */
  readonly latenciesMs: Float64Array<ArrayBuffer>
}

/** Performs operations, the next one as soon as one is done. Fails with the first operation that fails. */
export async function closedLoop({ operations, inFlight, operate }: ClosedLoop): Promise<ClosedLoopResult> {
  const latenciesMs = new Float64Array(operations)
  let begun = 0
  const lane = async (): Promise<void> => {
    while (begun < operations) {
      const turn = begun++
      const begunMs = performance.now()
      await operate(turn)
      latenciesMs[turn] = performance.now() - begunMs
    }
  }
  const begunMs = performance.now()
  await Promise.all(Array.from({ length: inFlight }, lane))
  return { elapsedMs: performance.now() - begunMs, latenciesMs }
}
