import { FeedError, type PortCall, type Timers } from '@feed-engine/core'
import { type Kind, toFeedError } from './errors'

export interface Limits {
  readonly timers: Timers
  /** Deadline of a call that is given none. */
  readonly defaultMs: number
  readonly kind: Kind
}

/**
 * Settles as the work does, but within the deadline of the call, and with errors that a caller understands. The signal
 * tells the work that nobody waits for it any more.
 */
export function limited<T>(
  { timers, defaultMs, kind }: Limits,
  call: PortCall | undefined,
  work: (over: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  return new Promise((resolve, reject) => {
    const end = (error: FeedError): void => {
      reject(error)
      over.abort()
    }
    const abort = (): void => end(abortedError(kind))
    const timer = timers.setTimeout(() => end(lateError(kind)), call?.deadlineMs ?? defaultMs)
    call?.signal?.addEventListener('abort', abort)
    work(over.signal)
      .then(resolve, (error: unknown) => reject(toFeedError(error, kind)))
      .finally(() => {
        timers.clearTimeout(timer)
        call?.signal?.removeEventListener('abort', abort)
      })
  })
}

function abortedError(kind: Kind): FeedError {
  return new FeedError({ code: 'ABORTED', rule: 'the call was aborted', outcome: outcomeOf(kind) })
}

function lateError(kind: Kind): FeedError {
  return new FeedError({
    code: kind === 'write' ? 'OUTCOME_UNKNOWN' : 'DEADLINE_EXCEEDED',
    rule: 'no answer of Kafka within the deadline',
    retryable: true,
    outcome: outcomeOf(kind),
  })
}

function outcomeOf(kind: Kind): 'unknown' | 'not-applied' {
  return kind === 'write' ? 'unknown' : 'not-applied'
}
