import type { PortCall, TimerHandle, Timers } from '@feed-engine/core'

/** Why a call ended before its work did. */
export type CallEnd = 'deadline' | 'aborted'

/** Thrown by {@link CallLimit.race} into the middle of a call; never leaves the adapter. */
export class CallEnded extends Error {
  constructor(readonly reason: CallEnd) {
    super(reason)
  }
}

/** The deadline and signal of one call. Has to be disposed of, so that it leaves neither timer nor listener. */
export class CallLimit {
  readonly #timers: Timers
  readonly #timer: TimerHandle
  readonly #signal: AbortSignal | undefined
  readonly #abort = (): void => this.#finish('aborted')
  #ended: CallEnd | undefined
  #reject: ((error: CallEnded) => void) | undefined

  constructor(timers: Timers, call: PortCall | undefined, defaultDeadlineMs: number) {
    this.#timers = timers
    this.#signal = call?.signal
    this.#timer = timers.setTimeout(() => this.#finish('deadline'), call?.deadlineMs ?? defaultDeadlineMs)
    this.#signal?.addEventListener('abort', this.#abort)
  }

  /** Settles as the work does, or rejects with {@link CallEnded} as soon as the call ends. One race at a time. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) reject(new CallEnded(this.#ended))
      this.#reject = reject
      work.then(resolve, reject)
    })
  }

  dispose(): void {
    this.#reject = undefined
    this.#timers.clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#abort)
  }

  #finish(reason: CallEnd): void {
    this.#ended ??= reason
    this.#reject?.(new CallEnded(this.#ended))
  }
}
