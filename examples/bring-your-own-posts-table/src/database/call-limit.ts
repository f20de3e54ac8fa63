import { FeedError, type PortCall, type TimerHandle, type Timers } from '@feed-engine/core'

/** Whether a call may have changed something when it ends early. */
export type CallKind = 'read' | 'write'

/** The deadline and signal of one call. Has to be disposed of, so that it leaves neither timer nor listener. */
export class CallLimit {
  readonly #timers: Timers
  readonly #timer: TimerHandle | undefined
  readonly #signal: AbortSignal | undefined
  readonly #ended: Promise<never>
  #abort = (): void => undefined
  #expire = (): void => undefined

  constructor(timers: Timers, kind: CallKind, call: PortCall = {}) {
    const outcome = kind === 'write' ? 'unknown' : 'not-applied'
    const late = kind === 'write' ? 'OUTCOME_UNKNOWN' : 'DEADLINE_EXCEEDED'
    this.#ended = new Promise((_resolve, reject) => {
      this.#abort = () => reject(new FeedError({ code: 'ABORTED', rule: 'the call was aborted', outcome }))
      this.#expire = () =>
        reject(new FeedError({ code: late, rule: 'the call took longer than its deadline', retryable: true, outcome }))
    })
    this.#ended.catch(() => undefined)
    this.#timers = timers
    this.#signal = call.signal
    this.#signal?.addEventListener('abort', this.#abort)
    this.#timer =
      call.deadlineMs === undefined ? undefined : timers.setTimeout(this.#expire, call.deadlineMs, { background: true })
  }

  /** Settles as the work does, or rejects as soon as the call ends. */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended])
  }

  dispose(): void {
    this.#signal?.removeEventListener('abort', this.#abort)
    if (this.#timer !== undefined) this.#timers.clearTimeout(this.#timer)
  }
}
