import { FeedError, type PortCall, type Timers } from '@feed-engine/core'

export interface CallLimitParams {
  readonly timers: Timers
  readonly call: PortCall | undefined
  readonly defaultDeadlineMs: number
}

/** The deadline and signal of one call. */
export class CallLimit {
  readonly #params: CallLimitParams
  /** Milliseconds that the whole call may take. */
  readonly deadlineMs: number
  #end: FeedError | undefined

  constructor(params: CallLimitParams) {
    this.#params = params
    this.deadlineMs = params.call?.deadlineMs ?? params.defaultDeadlineMs
  }

  /** Throws when the call has ended: nothing more is to be sent for it. */
  check(): void {
    if (this.#end !== undefined) throw this.#end
  }

  /** Settles as the work does, or rejects as soon as the call ends. Leaves neither timer nor listener. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const { timers, call } = this.#params
    return new Promise((resolve, reject) => {
      const finish = (end: FeedError): void => {
        this.#end = end
        reject(end)
      }
      const late = { code: 'DEADLINE_EXCEEDED', rule: 'no answer of Cassandra within the deadline' } as const
      const timer = timers.setTimeout(() => finish(new FeedError({ ...late, retryable: true })), this.deadlineMs)
      const abort = (): void => finish(new FeedError({ code: 'ABORTED', rule: 'the call was aborted' }))
      call?.signal?.addEventListener('abort', abort, { once: true })
      work()
        .then(resolve, reject)
        .finally(() => {
          timers.clearTimeout(timer)
          call?.signal?.removeEventListener('abort', abort)
        })
    })
  }
}
