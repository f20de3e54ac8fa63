import { FeedError, isFeedError } from '../model'
import { CallBudget, within } from '../runtime/call-budget'
import type { Runtime } from '../runtime/runtime'
import { describe, readFields } from '../validate/fields'
import { checkInteger } from '../validate/scalars'

const ARGUMENT = { code: 'INVALID_ARGUMENT' } as const
const MAX_DEADLINE_MS = 600_000

/** Wraps every call of the engine: its deadline and signal, a closed engine, and errors that are not ours. */
export class CallRunner {
  readonly #runtime: Runtime
  readonly #defaultDeadlineMs: number
  #closed = false

  constructor(runtime: Runtime, defaultDeadlineMs: number) {
    this.#runtime = runtime
    this.#defaultDeadlineMs = defaultDeadlineMs
  }

  close(): void {
    this.#closed = true
  }

  get closed(): boolean {
    return this.#closed
  }

  /** A call that changes nothing: late, it fails with `DEADLINE_EXCEEDED`. */
  read<T>(input: unknown, work: (budget: CallBudget) => Promise<T>, deadlineMs = this.#defaultDeadlineMs): Promise<T> {
    return this.#run(input, deadlineMs, 'not-applied', work)
  }

  /** A call that changes something: late, nobody knows whether it did, and it fails with `OUTCOME_UNKNOWN`. */
  write<T>(input: unknown, work: (budget: CallBudget) => Promise<T>): Promise<T> {
    return this.#run(input, this.#defaultDeadlineMs, 'unknown', work)
  }

  async #run<T>(
    input: unknown,
    defaultDeadlineMs: number,
    outcome: 'not-applied' | 'unknown',
    work: (budget: CallBudget) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw new FeedError({ code: 'CLOSED', rule: 'the engine is closed' })
    const { deadlineMs, signal } = checkCall(input, defaultDeadlineMs)
    const late = (): FeedError =>
      new FeedError({
        code: outcome === 'unknown' ? 'OUTCOME_UNKNOWN' : 'DEADLINE_EXCEEDED',
        rule: `the call took longer than its deadline of ${deadlineMs} ms`,
        retryable: true,
        outcome,
      })
    try {
      const running = work(new CallBudget(this.#runtime.clock, deadlineMs, signal))
      return await within(
        this.#runtime.timers,
        deadlineMs,
        signal === undefined ? running : abortable(running, signal, outcome),
        late,
      )
    } catch (error) {
      if (isFeedError(error)) throw error.code === 'DEADLINE_EXCEEDED' ? late() : error
      throw new FeedError({ code: 'INTERNAL', rule: 'an unexpected error', outcome, cause: error })
    }
  }
}

function checkCall(
  input: unknown,
  defaultDeadlineMs: number,
): { readonly deadlineMs: number; readonly signal: AbortSignal | undefined } {
  if (input === undefined) return { deadlineMs: defaultDeadlineMs, signal: undefined }
  const { deadlineMs, signal } = readFields(input, ['deadlineMs', 'signal'], { ...ARGUMENT, path: 'options' })
  if (signal !== undefined && !isSignal(signal)) {
    throw new FeedError({ ...ARGUMENT, field: 'signal', rule: `has to be an AbortSignal, not ${describe(signal)}` })
  }
  if (signal?.aborted === true) throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted before it began' })
  return {
    deadlineMs:
      deadlineMs === undefined
        ? defaultDeadlineMs
        : checkInteger(deadlineMs, 'deadlineMs', { ...ARGUMENT, min: 1, max: MAX_DEADLINE_MS }),
    signal,
  }
}

function isSignal(value: unknown): value is AbortSignal {
  try {
    return value instanceof AbortSignal
  } catch {
    return false
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal, outcome: 'not-applied' | 'unknown'): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new FeedError({ code: 'ABORTED', rule: 'the call was aborted', outcome }))
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
