import { FeedError, type FeedErrorOutcome, type PortCall, type Timers } from '@feed-engine/core'
import { type Effect, outcomeOf, timedOut, toFeedError } from './errors'

export interface CallGuardParams {
  readonly timers: Timers
  /** Milliseconds for a call that brings no deadline. */
  readonly timeoutMs: number
  /** Calls that Redis has not answered: while it hangs they must not pile up, also when nobody waits for them any more. */
  readonly maxPendingCalls: number
}

/** Through which every call goes: bounded in time and number, ended by its signal, refused after `close`. */
export class CallGuard {
  readonly #params: CallGuardParams
  readonly #running = new Set<Promise<unknown>>()
  #unanswered = 0
  #closed = false

  constructor(params: CallGuardParams) {
    this.#params = params
  }

  /** Throws unless a call may begin. */
  check(call: PortCall | undefined): void {
    if (this.#closed) throw new FeedError({ code: 'CLOSED', rule: 'the adapter is closed' })
    if (call?.signal?.aborted === true) {
      throw endedBy(call.signal, 'the call was aborted before it began', 'not-applied')
    }
    if (this.#unanswered >= this.#params.maxPendingCalls) {
      const rule = `${this.#params.maxPendingCalls} calls wait for Redis already: it does not keep up (maxPendingCalls)`
      throw new FeedError({ code: 'UNAVAILABLE', rule, retryable: true })
    }
  }

  /** Does the work, but for no longer than the call allows. Fails with a `FeedError` only. */
  async run<T>(call: PortCall | undefined, work: () => Promise<T>, effect: Effect = 'write'): Promise<T> {
    this.check(call)
    const running = this.#bounded(call, work, effect)
    this.#running.add(running)
    try {
      return await running
    } catch (error) {
      throw toFeedError(error, effect)
    } finally {
      this.#running.delete(running)
    }
  }

  /** Does several things within the time of one call; nothing of it begins afterwards. */
  async runSteps<T>(
    call: PortCall | undefined,
    steps: (call: PortCall | undefined) => Promise<T>,
    effect: Effect = 'write',
  ): Promise<T> {
    if (call?.deadlineMs === undefined) return steps(call)
    const { timers } = this.#params
    const { deadlineMs, signal } = call
    const over = new AbortController()
    const timer = timers.setTimeout(() => over.abort(new TimeIsUp(effect)), deadlineMs)
    try {
      return await steps({
        deadlineMs,
        signal: AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]),
      })
    } finally {
      timers.clearTimeout(timer)
    }
  }

  /** Lets no call begin, and resolves when those under way are over. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#running)
  }

  #bounded<T>(call: PortCall | undefined, work: () => Promise<T>, effect: Effect): Promise<T> {
    const { timers, timeoutMs } = this.#params
    const signal = call?.signal
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        timers.clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        settle()
      }
      const abort = (): void => end(() => reject(endedBy(signal, 'the call was aborted', outcomeOf(effect))))
      const timer = timers.setTimeout(() => end(() => reject(timedOut(effect))), call?.deadlineMs ?? timeoutMs)
      signal?.addEventListener('abort', abort, { once: true })
      this.#unanswered++
      work()
        .finally(() => this.#unanswered--)
        .then(
          (reply) => end(() => resolve(reply)),
          (error: unknown) => end(() => reject(error)),
        )
    })
  }
}

/** Why the signal of steps was aborted. */
class TimeIsUp {
  readonly effect: Effect

  constructor(effect: Effect) {
    this.effect = effect
  }
}

function endedBy(signal: AbortSignal | undefined, rule: string, outcome: FeedErrorOutcome): FeedError {
  const cause: unknown = signal?.reason
  return cause instanceof TimeIsUp ? timedOut(cause.effect) : new FeedError({ code: 'ABORTED', rule, outcome, cause })
}
