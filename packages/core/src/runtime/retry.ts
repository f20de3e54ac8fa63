import { FeedError, isFeedError } from '../model'
import { fullJitterMs } from './backoff'
import type { CallBudget } from './call-budget'
import type { Runtime } from './runtime'
import { sleep } from './sleep'

const MAX_TRIES = 4
const DELAY = { baseMs: 10, capMs: 250 }
const EARNED_PER_CALL = 0.1
const LARGEST_BUDGET = 10

/**
 * The only layer that retries a caller's write. Writes are idempotent, so what failed retryably is tried again within
 * the call's deadline; but retries of all calls together stay within a tenth of the calls (the retry budget of
 * Finagle), so that an outage does not multiply its own load.
 */
export class Retrier {
  readonly #runtime: Runtime
  #budget = LARGEST_BUDGET

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  async run<T>(budget: CallBudget, work: () => Promise<T>): Promise<T> {
    this.#budget = Math.min(LARGEST_BUDGET, this.#budget + EARNED_PER_CALL)
    let unknown = false
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        const delayMs = fullJitterMs(this.#runtime.random, attempt, DELAY)
        const hopeful = isFeedError(error) && error.retryable && attempt < MAX_TRIES && this.#budget >= 1
        unknown ||= isFeedError(error) && error.outcome === 'unknown'
        if (!hopeful || budget.remainingMs <= delayMs) throw unknown ? outcomeUnknown(error) : error
        this.#budget -= 1
        await sleep(this.#runtime.timers, delayMs)
      }
    }
  }
}

/** A try that is known to have failed says nothing about the one before it. */
function outcomeUnknown(cause: unknown): unknown {
  if (isFeedError(cause) && cause.outcome === 'unknown') return cause
  const rule = 'an earlier try may have taken effect'
  return new FeedError({ code: 'OUTCOME_UNKNOWN', rule, retryable: true, outcome: 'unknown', cause })
}
