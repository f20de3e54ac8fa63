import { FeedError, type PortCall, systemTimers, type TimerHandle, type Timers } from '@feed-engine/core'
import { type CallKind, ended, toFeedError } from './errors'

/** What every port method goes through: it refuses calls, ends them in time, and turns what they throw into errors. */
export class CallGate {
  readonly #timers: Timers
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  constructor(timers: Timers = systemTimers) {
    this.#timers = timers
  }

  async run<T>(kind: CallKind, call: PortCall | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new FeedError({ code: 'CLOSED', rule: 'the adapter is closed' })
    if (call?.signal?.aborted === true) throw new FeedError({ code: 'ABORTED', rule: 'the call was aborted' })
    const running = work()
    this.#running.add(running)
    const forget = (): boolean => this.#running.delete(running)
    running.then(forget, forget)
    try {
      return await (call === undefined ? running : this.#endedBy(call, kind, running))
    } catch (error) {
      throw toFeedError(error, kind)
    }
  }

  /** Refuses every call from now on, and resolves when those that run have ended. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#running)
  }

  /** Settles as the work does, or earlier by the call's deadline or signal. The work itself goes on. */
  async #endedBy<T>({ deadlineMs, signal }: PortCall, kind: CallKind, work: Promise<T>): Promise<T> {
    let timer: TimerHandle | undefined
    let abort = (): void => undefined
    const end = new Promise<never>((_resolve, reject) => {
      abort = () => reject(ended('aborted', kind))
      if (deadlineMs !== undefined) {
        timer = this.#timers.setTimeout(() => reject(ended('late', kind)), deadlineMs, { background: true })
      }
    })
    signal?.addEventListener('abort', abort)
    try {
      return await Promise.race([work, end])
    } finally {
      signal?.removeEventListener('abort', abort)
      if (timer !== undefined) this.#timers.clearTimeout(timer)
    }
  }
}
