import { type Clock, systemTimers, type Timers } from '@feed-engine/core'

/** Arrivals that may be under way at once: more of them say that the rate is beyond what can be kept up. */
const MOST_UNDER_WAY = 20_000

export interface OpenLoopOptions {
  /** Arrivals per second, evenly spaced. */
  readonly rate: number
  readonly arrivals: number
  /** One operation; `turn` counts from 0, `dueMs` is when it was to begin, by the clock. */
  readonly operate: (turn: number, dueMs: number) => Promise<unknown>
  /** A clock that does not jump, in milliseconds. @defaultValue `performance.now` */
  readonly clock?: Clock
  /** @defaultValue those of the event loop */
  readonly timers?: Timers
}

export interface OpenLoopResult {
  /** From the first arrival until the last one was served. */
  readonly elapsedMs: number
  /** From the scheduled arrival until it was served, by turn. */
  readonly latenciesMs: Float64Array<ArrayBuffer>
  /** Operations per second. */
  readonly rate: number
  /** Most operations that were under way at once. */
  readonly mostUnderWay: number
}

/**
 * Lets operations arrive by a schedule, whether or not those before have been served, and takes their latency from
 * the scheduled arrival: what had to wait for a pause of the machine or the server counts with all of its waiting (no
 * "coordinated omission", Tene 2013). Fails with the first operation that fails, and with a `RangeError` once 20,000
 * are under way.
 */
export async function openLoop(options: OpenLoopOptions): Promise<OpenLoopResult> {
  const { rate, arrivals, operate, clock = { now: () => performance.now() }, timers = systemTimers } = options
  const latenciesMs = new Float64Array(arrivals)
  const beginMs = clock.now()
  const serve = async (turn: number, dueMs: number): Promise<void> => {
    await operate(turn, dueMs)
    latenciesMs[turn] = clock.now() - dueMs
  }
  let underWay = 0
  let mostUnderWay = 0
  await new Promise<void>((resolve, reject) => {
    let next = 0
    let served = 0
    const fail = (cause: unknown): void => {
      next = arrivals
      reject(cause)
    }
    const arrive = (): void => {
      for (; next < arrivals; next++) {
        const dueMs = beginMs + (next * 1_000) / rate
        const waitMs = dueMs - clock.now()
        if (waitMs > 0) {
          timers.setTimeout(arrive, waitMs)
          return
        }
        if (underWay === MOST_UNDER_WAY) {
          fail(new RangeError(`${rate}/s is more than can be served`))
          return
        }
        mostUnderWay = Math.max(mostUnderWay, ++underWay)
        serve(next, dueMs).then(() => {
          underWay--
          if (++served === arrivals) resolve()
        }, fail)
      }
    }
    arrive()
  })
  const elapsedMs = clock.now() - beginMs
  return { elapsedMs, latenciesMs, rate: (arrivals * 1_000) / elapsedMs, mostUnderWay }
}
